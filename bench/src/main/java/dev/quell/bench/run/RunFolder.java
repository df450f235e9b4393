package dev.quell.bench.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of a run: {@code machine.txt} and the result file of each finished step. While the run is unfinished,
 * {@code parts} holds what jobs of unfinished steps found, and logs. A file that has its name is whole: it has another
 * one while it is written.
 */
final class RunFolder implements AutoCloseable {
  private static final String MACHINE = "machine.txt";
  private static final String PARTS = "parts";
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
    final FileChannel lock = FileChannel.open(machine, StandardOpenOption.WRITE);
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

  boolean has(final Step step) {
    return Files.exists(folder.resolve(step.file()));
  }

  boolean has(final Step step, final Job job) {
    return has(step) || Files.exists(part(step, job));
  }

  private Path part(final Step step, final Job job) {
    return folder.resolve(PARTS).resolve(step.name()).resolve(job.name().replaceAll("[^A-Za-z0-9.=,-]+", "_"));
  }

  /** Where the job may say what is of use only if it fails. */
  Path log(final Step step, final Job job) throws IOException {
    final Path part = part(step, job);
    Files.createDirectories(part.getParent());
    return part.resolveSibling(part.getFileName() + ".log");
  }

  /** Keeps what a job found. */
  void keep(final Step step, final Job job, final String text) throws IOException {
    write(part(step, job), text);
  }

  /** Makes the step's result of its jobs'. */
  void finish(final Step step) throws IOException {
    final List<String> texts = new ArrayList<>();
    for (final Job job : step.jobs()) {
      texts.add(Files.readString(part(step, job)));
    }
    write(folder.resolve(step.file()), step.join(texts));
    delete(folder.resolve(PARTS).resolve(step.name()));
    if (isEmpty(folder.resolve(PARTS))) {
      Files.delete(folder.resolve(PARTS));
    }
  }

  private static void write(final Path file, final String text) throws IOException {
    final Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(unfinished, text);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void delete(final Path folder) throws IOException {
    final List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (final Path path : all) {
      Files.delete(path);
    }
  }
}
