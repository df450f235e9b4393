package dev.quell.demo;

import java.io.PrintWriter;

/** One line that says what is going on, written over and over; nothing where the output is no terminal. */
final class Progress {
  private static final String CLEAR_LINE = "\r\u001B[2K";

  private final PrintWriter out;
  private final boolean terminal;
  private final int total;
  private int done;

  Progress(final PrintWriter out, final boolean terminal, final int total) {
    this.out = out;
    this.terminal = terminal;
    this.total = total;
  }

  /** The next kill. */
  void next(final String what) {
    done++;
    show(String.format("[%2d/%d] %s", done, total, what));
  }

  /** What is going on in it. */
  void show(final String what) {
    if (terminal) {
      out.print(CLEAR_LINE + what);
      out.flush();
    }
  }

  /** Takes the line away. */
  void end() {
    show("");
  }
}
