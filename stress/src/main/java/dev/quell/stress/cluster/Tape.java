package dev.quell.stress.cluster;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Where a member tells what happens, line by line, without waiting. {@link Books#take} reads it. */
final class Tape {
  private static final String END = "";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private final Thread writer = new Thread(this::write, "tape");

  void start() {
    writer.start();
  }

  void add(final Object... words) {
    final StringBuilder line = new StringBuilder();
    for (final Object word : words) {
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
  }

  void threw(final Throwable thrown) {
    final StackTraceElement[] stack = thrown.getStackTrace();
    add("event", "threw", thrown.toString().replace('\n', ' '), stack.length == 0 ? "" : "at " + stack[0]);
  }

  /** An answer to the driver. */
  void answer(final String answer) {
    add(">", answer);
  }

  private void write() {
    try {
      for (String line = lines.take(); !line.equals(END); line = lines.take()) {
        out.print(line + "\n");
        if (lines.isEmpty()) {
          out.flush();
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.flush();
  }

  void close() throws InterruptedException {
    lines.add(END);
    writer.join();
  }
}
