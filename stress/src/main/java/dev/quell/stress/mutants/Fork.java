package dev.quell.stress.mutants;

import dev.quell.stress.mutants.Trial.Verdict;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs trials, each in a JVM of its own with the mutant before the core on its class path. */
final class Fork implements AutoCloseable {
  /** On top of the time that a test may take by itself: to start, and for jcstress to give up on a test that hangs. */
  private static final long GRACE_SECONDS = 60;
  /** On top of each test's time: what a busy machine makes of a few milliseconds, for jcstress to start its threads. */
  private static final long BESIDES_MILLIS = 3_000;

  private final Path work;

  Fork() throws IOException {
    work = Files.createTempDirectory("quell-mutants");
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(work)) {
      for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** An empty directory for the classes of a mutant. */
  Path directoryFor(final Mutant mutant) throws IOException {
    return Files.createDirectories(work.resolve(mutant.name()));
  }

  /**
   * What the tests said, up to the first that caught the mutant.
   *
   * @param classes of the mutant; null for the core as it is, which all tests look at
   * @param expected what will do to catch it besides {@link Finding#FORBIDDEN}; null if nothing will
   */
  List<Verdict> run(final Path classes, final Finding expected, final long millis, final List<String> tests)
      throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-ea",
        "-Dquell.mutants.all=" + (classes == null), "-cp", classPath(classes), Trial.class.getName(), "" + millis,
        (expected == null ? Finding.FORBIDDEN : expected).name()));
    command.addAll(tests);
    final Path output = work.resolve((classes == null ? "sound" : classes.getFileName()) + ".txt");
    final Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    final long most = TimeUnit.MILLISECONDS.toSeconds((millis + BESIDES_MILLIS) * tests.size()) + GRACE_SECONDS;
    final boolean ended = process.waitFor(most, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    return read(output, ended, expected, tests, most);
  }

  private static String classPath(final Path classes) {
    final String own = System.getProperty("java.class.path");
    return classes == null ? own : classes + File.pathSeparator + own;
  }

  private static List<Verdict> read(
      final Path output, final boolean ended, final Finding expected, final List<String> tests, final long seconds)
      throws IOException {
    final List<Verdict> verdicts = new ArrayList<>();
    final StringBuilder rest = new StringBuilder();
    try (BufferedReader reader = Files.newBufferedReader(output, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        final Verdict verdict = Verdict.parse(line);
        if (verdict != null) {
          verdicts.add(verdict);
        } else {
          rest.append(line).append('\n');
        }
      }
    }
    final boolean caught = verdicts.stream().anyMatch(verdict -> verdict.finding().isCatch(expected));
    if (!caught && verdicts.size() < tests.size()) {
      if (ended) {
        throw new IllegalStateException("the trial broke off:\n" + rest);
      }
      verdicts.add(new Verdict(tests.get(verdicts.size()), Finding.HANGING, 0, 1, "no end within " + seconds + " s"));
    }
    return verdicts;
  }
}
