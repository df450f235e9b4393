package dev.quell.bench.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, on a free port of this machine, for as long as it is open. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("quell-server listening on (\\S+):(\\d+)");

  private final Process process;
  private final int port;

  private ServerProcess(final Process process, final int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts the jar on the JVM that this runs on, and waits for the line that says it is ready. */
  static ServerProcess start(final Path jar, final String... options) throws IOException {
    final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    final List<String> command =
        new ArrayList<>(List.of(java, "-Xmx2g", "-jar", jar.toString(), "serve", "--port", "0"));
    command.addAll(List.of(options));
    final Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    final BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      final Matcher ready = READY.matcher(line);
      if (ready.find()) {
        return new ServerProcess(process, Integer.parseInt(ready.group(2)));
      }
    }
    process.destroyForcibly();
    throw new IOException("the server has stopped before it was ready: " + String.join(" ", command));
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (final InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
