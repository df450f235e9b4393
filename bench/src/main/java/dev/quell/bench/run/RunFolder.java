package dev.quell.bench.run;

import dev.quell.bench.report.Line;
import dev.quell.bench.report.Results;
import dev.quell.bench.run.Plan.Step;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of a run: {@code machine.txt}, a result file for each step, {@code times.txt}, and {@code unfinished} as
 * long as it is. Each result names its job, and a file is replaced whole, so that whatever stops the run costs one job.
 */
final class RunFolder implements AutoCloseable {
  private static final String MACHINE = "machine.txt";
  private static final List<String> MAY_DIFFER = List.of("date", "load before the run");

  private final Path folder;
  private final FileChannel lock;

  private RunFolder(final Path folder, final FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * A new run, or an old one to go on with.
   *
   * @param description of the run and its machine, {@code name: value} lines
   * @throws Run.Refused if the folder holds something else, or a run of another plan, jar, JDK or machine, or
   *     another process runs into it
   */
  static RunFolder open(final Path folder, final List<String> description) throws IOException {
    final Path machine = folder.resolve(MACHINE);
    if (Files.exists(machine)) {
      final List<String> old = fixed(Files.readAllLines(machine));
      if (!old.equals(fixed(description))) {
        old.removeAll(description);
        throw new Run.Refused(
            folder + " holds a run of something else: half of each would be no run. Only there: " + old);
      }
    } else if (Files.exists(folder) && !isEmpty(folder)) {
      throw new Run.Refused(folder + " is not empty and holds no run that could go on: it has no " + MACHINE);
    } else {
      Files.createDirectories(folder);
      write(machine, String.join("\n", description) + "\n");
    }
    final FileChannel lock = FileChannel.open(
        folder.resolve(Results.UNFINISHED), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      lock.close();
      throw new Run.Refused("another process runs into " + folder);
    }
    return new RunFolder(folder, lock);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static List<String> fixed(final List<String> description) {
    return description.stream()
        .filter(line -> MAY_DIFFER.stream().noneMatch(name -> line.startsWith(name + ":")))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static boolean isEmpty(final Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  boolean has(final Step step, final Job job) throws IOException {
    final String mark = step.isJson() ? "\"job\":\"" + job.name() + "\"" : "# " + job.name() + "\n";
    return read(step.file()).contains(mark);
  }

  private String read(final String file) throws IOException {
    final Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }

  /** Where the job may say what is of use only if it fails. */
  Path log(final Job job) {
    return folder.resolve(job.name().replaceAll("[^A-Za-z0-9.=,-]+", "_") + ".log");
  }

  /** Keeps what a job found, and what {@link Conditions} says of the time that it took. */
  void keep(final Step step, final Job job, final String text, final Line took) throws IOException {
    final String before = read(step.file());
    write(folder.resolve(step.file()), !step.isJson() ? before + text + "\n"
        : before.isEmpty() ? "[\n" + text + "\n]\n"
        : before.replaceFirst("\n]\n$", ",\n") + text + "\n]\n");
    write(folder.resolve("times.txt"), read("times.txt") + took + "\n");
    Files.deleteIfExists(log(job));
  }

  /** Says that nothing is left to do. */
  void finish() throws IOException {
    Files.deleteIfExists(folder.resolve(Results.UNFINISHED));
  }

  private static void write(final Path file, final String text) throws IOException {
    final Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(unfinished, text);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
