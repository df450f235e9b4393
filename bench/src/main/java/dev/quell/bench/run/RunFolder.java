package dev.quell.bench.run;

import dev.quell.bench.report.Line;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of a run: {@code machine.txt}; the result file of each finished step, and a folder of the same name if its
 * jobs wrote files; {@code times.txt}, how long each job took. While the run is unfinished, {@code parts} holds what
 * jobs of unfinished steps found, and logs. A file that has its name is whole: it got another one while it was written.
 */
final class RunFolder implements AutoCloseable {
  static final String MACHINE = "machine.txt";
  static final String TIMES = "times.txt";
  static final String PARTS = "parts";

  private static final List<String> MAY_DIFFER = List.of("date", "load before the run");

  private final Path folder;
  private final FileChannel lock;
  private final List<Line> times = new ArrayList<>();

  private RunFolder(final Path folder, final FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * A new run, or an old one to go on with.
   *
   * @param description of the run and its machine, {@code name: value} lines
   * @throws RefusedException if the folder holds something else, or a run of another plan, jar, JDK or machine
   */
  static RunFolder open(final Path path, final List<String> description) throws IOException {
    final Path machine = path.resolve(MACHINE);
    if (Files.exists(machine)) {
      check(path, Files.readAllLines(machine), description);
    } else if (Files.exists(path) && !isEmpty(path)) {
      throw new RefusedException(path + " is not empty and holds no run that could go on: it has no " + MACHINE);
    } else {
      Files.createDirectories(path);
      write(machine, String.join("\n", description) + "\n");
    }
    final RunFolder folder = new RunFolder(path, lock(path, machine));
    folder.readTimes();
    return folder;
  }

  /** No two processes may run into one folder. */
  private static FileChannel lock(final Path path, final Path machine) throws IOException {
    final FileChannel channel = FileChannel.open(machine, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new RefusedException("another process runs into " + path);
    }
    return channel;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static void check(final Path path, final List<String> old, final List<String> now) {
    if (!fixed(old).equals(fixed(now))) {
      final List<String> was = new ArrayList<>(fixed(old));
      final List<String> is = new ArrayList<>(fixed(now));
      was.removeAll(fixed(now));
      is.removeAll(fixed(old));
      throw new RefusedException(
          path + " holds a run of something else: half of each would be no run. It has\n"
              + indented(was) + "and now it would be\n" + indented(is) + "Take another folder.");
    }
  }

  private static List<String> fixed(final List<String> description) {
    return description.stream()
        .filter(line -> MAY_DIFFER.stream().noneMatch(name -> line.startsWith(name + ":")))
        .toList();
  }

  private static String indented(final List<String> lines) {
    return lines.isEmpty()
        ? "    nothing more\n"
        : lines.stream().map(line -> "    " + line + "\n").collect(Collectors.joining());
  }

  private static boolean isEmpty(final Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private void readTimes() throws IOException {
    if (Files.exists(folder.resolve(TIMES))) {
      Files.readAllLines(folder.resolve(TIMES)).stream().map(Line::parse).forEach(times::add);
    }
  }

  Path path() {
    return folder;
  }

  boolean isFinished(final Step step) {
    return Files.exists(folder.resolve(step.file()));
  }

  boolean isFinished(final Step step, final Job job) {
    return isFinished(step) || Files.exists(part(step, job));
  }

  private Path parts(final Step step) {
    return folder.resolve(PARTS).resolve(step.name());
  }

  private static String fileName(final Job job) {
    return job.name().replaceAll("[^A-Za-z0-9.=,-]+", "_");
  }

  private Path part(final Step step, final Job job) {
    return parts(step).resolve(fileName(job));
  }

  private Path files(final Step step, final Job job) {
    return parts(step).resolve(fileName(job) + ".files");
  }

  /** Where the job may write now. */
  Job.Place place(final Step step, final Job job, final PrintStream console) throws IOException {
    final Path out = files(step, job);
    delete(out);
    Files.createDirectories(out);
    return new Job.Place(out.toAbsolutePath(), parts(step).resolve(fileName(job) + ".log"), console);
  }

  /** Keeps what a job found. */
  void keep(final Step step, final Job job, final String text, final double seconds) throws IOException {
    final Path out = files(step, job);
    if (isEmpty(out)) {
      delete(out);
    }
    write(part(step, job), text);
    times.add(Line.of("took").with("step", step.name()).with("seconds", seconds, 1).with("job", fileName(job)));
    write(folder.resolve(TIMES), times.stream().map(line -> line + "\n").collect(Collectors.joining()));
  }

  /** How long a job took, if it was run. */
  OptionalDouble seconds(final Step step, final Job job) {
    return times.stream()
        .filter(line -> step.name().equals(line.value("step")) && fileName(job).equals(line.value("job")))
        .mapToDouble(line -> Double.parseDouble(line.value("seconds")))
        .reduce((first, second) -> second);
  }

  /** Makes the step's result of its jobs'. */
  void finish(final Step step) throws IOException {
    final List<String> texts = new ArrayList<>();
    final Path kept = folder.resolve(step.name());
    for (final Job job : step.jobs()) {
      texts.add(Files.readString(part(step, job)));
      if (Files.exists(files(step, job))) {
        Files.createDirectories(kept);
        try (Stream<Path> all = Files.list(files(step, job))) {
          for (final Path file : all.toList()) {
            Files.move(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
    write(folder.resolve(step.file()), step.join(texts));
    delete(parts(step));
    if (isEmpty(folder.resolve(PARTS))) {
      delete(folder.resolve(PARTS));
    }
  }

  private static void write(final Path file, final String text) throws IOException {
    final Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(unfinished, text);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void delete(final Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      all.sorted(Comparator.reverseOrder()).forEach(RunFolder::deleteOne);
    }
  }

  private static void deleteOne(final Path path) {
    try {
      Files.delete(path);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
