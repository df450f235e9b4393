package dev.quell.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server as a process of its own, from the classes under test. */
final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "quell-server listening on ";

  private final Process process;
  private final BufferedReader out;
  private final Path err;

  /** @param directory where its standard error goes */
  ServerProcess(final Path directory, final String... args) throws IOException {
    err = Files.createTempFile(directory, "err", ".txt");
    final List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath(), Main.class.getName()));
    command.addAll(List.of(args));
    process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Without the tests' own log settings. */
  private static String classPath() {
    final String separator = System.getProperty("path.separator");
    final List<String> entries = new ArrayList<>(List.of(System.getProperty("java.class.path").split(separator)));
    entries.removeIf(entry -> entry.endsWith("test-classes") || entry.endsWith("test-classes/"));
    return String.join(separator, entries);
  }

  /** Waits for its line; the port that it has picked. */
  int awaitPort() throws IOException {
    final String line = out.readLine();
    if (line == null || !line.startsWith(LISTENING)) {
      throw new AssertionError("expected to be told that it listens, got " + line + "; " + errors());
    }
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  /** SIGTERM; whether it is gone in time. */
  boolean terminate(final int seconds) throws InterruptedException {
    process.toHandle().destroy(); // destroy() would close the streams as well
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** Stops it as a debugger does, until {@link #resume}. */
  void stop() throws IOException, InterruptedException {
    signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(final String name) throws IOException, InterruptedException {
    final int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (status != 0) {
      throw new AssertionError("kill -" + name + " ended with " + status);
    }
  }

  int exitStatus() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end");
    }
    return process.exitValue();
  }

  /** What it has written to standard output since. */
  String rest() throws IOException {
    final StringBuilder text = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  /** What it has written to standard error. */
  String errors() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
