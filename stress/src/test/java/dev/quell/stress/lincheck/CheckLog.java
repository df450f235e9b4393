package dev.quell.stress.lincheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.CTestConfiguration;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;

/**
 * What the Lincheck tests did, as they did it: a file for each test class below {@code target/lincheck}, a line for each check. The
 * main method makes a table of them. Scenarios and interleavings are those that the check was allowed; one that finds something stops
 * there.
 */
public final class CheckLog {
  private static final Path DIRECTORY = Path.of("target", "lincheck");
  private static final Set<String> BEGUN = new HashSet<>();

  private CheckLog() {}

  /** A check that runs. */
  static final class Entry {
    private final String file;
    private final String what;
    private final long began = System.nanoTime();

    private Entry(final String file, final String what) {
      this.file = file;
      this.what = what;
    }

    void end(final String outcome) {
      final double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
      append(file, String.format(Locale.ROOT, "%s | %.1f | %s |", what, seconds, outcome));
    }
  }

  static Entry begin(final Options<?, ?> options, final Class<?> checked, final String which) {
    final CTestConfiguration configuration = options.createTestConfigurations(checked);
    final String test = checked.getName().replaceFirst("\\$.*", "");
    final String mode = options instanceof ModelCheckingOptions ? "model checking" : "real threads";
    return new Entry(
        test,
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s | %d + %d | %d",
            test.replaceFirst(".*\\.", "").replace("LincheckTest", ""),
            checked.getSimpleName(),
            which,
            mode,
            configuration.getCustomScenarios().size(),
            configuration.getIterations(),
            configuration.getInvocationsPerIteration()));
  }

  private static synchronized void append(final String file, final String line) {
    try {
      Files.createDirectories(DIRECTORY);
      final Path path = DIRECTORY.resolve(file + ".md");
      if (BEGUN.add(file)) {
        Files.deleteIfExists(path); // of an earlier run
      }
      Files.writeString(path, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prints the table of the last run. */
  public static void main(final String[] arguments) throws IOException {
    final Path directory = arguments.length == 0 ? DIRECTORY : Path.of(arguments[0]);
    final Set<Path> files = new TreeSet<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> found = Files.list(directory)) {
        found.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
      }
    }
    if (files.isEmpty()) {
      System.err.println("nothing has run yet: mvn -B -ntp -pl stress -am verify first; run this in stress");
      System.exit(2);
    }
    System.out.println("| test | checked | which | by | scenarios, ours + random | runs of each, at most | seconds | outcome |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (final Path file : files) {
      final List<String> lines = Files.readAllLines(file);
      lines.stream().sorted().forEach(System.out::println);
    }
  }
}
