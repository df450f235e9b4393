package dev.quell.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another process, with a {@link ClusterNode} in it; and what the system says of it. */
final class NodeProcess implements AutoCloseable {
  private final Process process;

  NodeProcess(
      final String name, final int memberPort, final int enginePort, final String how, final List<String> jvm)
      throws IOException {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), ClusterNode.class.getName(), name,
            Integer.toString(memberPort), Integer.toString(enginePort), how));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  void awaitReady() throws IOException {
    final String said = process.inputReader().readLine();
    if (said == null || !said.startsWith("node ")) {
      throw new IOException("a node has not started: " + said);
    }
  }

  void signal(final String name) throws IOException, InterruptedException {
    final Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    kill.waitFor(10, TimeUnit.SECONDS);
  }

  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Resident memory, 0 where the system does not say. */
  long kibibytes() {
    return status("VmRSS:");
  }

  long threads() {
    return status("Threads:");
  }

  private long status(final String field) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines.filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst().orElse(0);
    } catch (final IOException e) {
      return 0;
    }
  }

  /** Open sockets, the one that listens included; 0 where the system does not say. */
  long sockets() {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return files.filter(NodeProcess::isSocket).count();
    } catch (final IOException e) {
      return 0;
    }
  }

  private static boolean isSocket(final Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (final IOException e) {
      return false; // closed meanwhile
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
