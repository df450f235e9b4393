package dev.quell.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run folder holds, of an unfinished run too: result files of JMH ({@code .json}), what programs printed ({@code
 * .txt}), HdrHistogram's logs ({@code .hlog}), logs of the collector ({@code gc*.log}) and the machine.
 */
public final class RunData {
  private static final String MACHINE = "machine.txt";
  private static final String FAILED = " failed: ";

  private final Path folder;
  private final List<Path> files;
  private final List<String> machine;
  private final Results results = new Results();
  private final List<Line> lines = new ArrayList<>();
  private final List<String> failedClaims = new ArrayList<>();

  private RunData(final Path folder, final List<Path> files, final List<String> machine) {
    this.folder = folder;
    this.files = files;
    this.machine = machine;
  }

  public static RunData read(final Path folder) throws IOException {
    final Path machine = folder.resolve(MACHINE);
    try (Stream<Path> all = Files.walk(folder)) {
      final List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
      final RunData run = new RunData(folder, files, Files.exists(machine) ? Files.readAllLines(machine) : List.of());
      run.addResults();
      return run;
    }
  }

  private void addResults() throws IOException {
    for (final Path json : ending(".json")) {
      results.addJmh(Files.readString(json));
    }
    for (final Path txt : ending(".txt")) {
      if (!txt.endsWith(MACHINE)) {
        final List<String> texts = Files.readAllLines(txt, StandardCharsets.UTF_8);
        results.addLines(texts);
        texts.stream().map(Line::parse).forEach(lines::add);
        texts.stream().filter(line -> line.contains(FAILED)).forEach(failedClaims::add);
      }
    }
  }

  /** The folder's name. */
  String name() {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  Path folder() {
    return folder;
  }

  Results results() {
    return results;
  }

  /** What programs printed under this word. */
  List<Line> lines(final String word) {
    return lines.stream().filter(line -> line.word().equals(word)).toList();
  }

  /** What programs said that does not hold of what they claim. */
  List<String> failedClaims() {
    return failedClaims;
  }

  /** Lines {@code name: value}. */
  List<String> machine() {
    return machine;
  }

  /** The first value of this name. */
  Optional<String> machine(final String name) {
    final String start = name + ": ";
    return machine.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst();
  }

  List<Path> histograms() {
    return ending(".hlog");
  }

  List<Path> collectorLogs() {
    return files.stream().filter(file -> file.getFileName().toString().matches("gc.*\\.log")).toList();
  }

  private List<Path> ending(final String suffix) {
    return files.stream().filter(file -> file.toString().endsWith(suffix)).toList();
  }
}
