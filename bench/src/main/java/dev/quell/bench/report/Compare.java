package dev.quell.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says what got slower between two runs, beyond the noise, see {@link Comparison}; {@code bench/compare} calls it.
 *
 * <p>{@code Compare <old run> <new run>}, or {@code Compare --among <new run> <run>...} for the latest of the runs that
 * was made with the same JDK, may be quoted and has half of what the new one has. Exit status: 0 nothing got slower; 1
 * something did; 2 the runs have nothing in common that can be compared.
 */
public final class Compare {
  private static final int SLOWER = 1;
  private static final int REFUSED = 2;
  private static final String AMONG = "--among";
  private static final Pattern VERSION = Pattern.compile("version \"(?:1\\.)?(\\d+)");
  private static final List<String> SAME_MACHINE = List.of("Model name", "CPU(s)", "memory", "kernel", "jvm");

  private Compare() {}

  public static void main(final String[] args) throws IOException {
    final boolean among = args.length > 1 && args[0].equals(AMONG);
    if (args.length != 2 && !among) {
      System.err.println("usage: bench/compare [<old run>] <new run>");
      System.exit(REFUSED);
    }
    final RunData now = RunData.read(Path.of(args[1]));
    final Optional<RunData> old =
        among
            ? latest(now, Arrays.stream(args).skip(2).map(Path::of).toList())
            : Optional.of(RunData.read(Path.of(args[0])));
    if (old.isEmpty()) {
      System.err.println("compare: there is no run with the same JDK to compare " + args[1] + " with");
      System.exit(REFUSED);
    }
    System.exit(print(old.get(), now));
  }

  /** The latest that was made with the same JDK, may be quoted and has half of what is to be compared, or more. */
  static Optional<RunData> latest(final RunData now, final List<Path> folders) throws IOException {
    final List<RunData> runs = new ArrayList<>();
    for (final Path folder : folders) {
      if (!Files.isSameFile(folder, now.folder())) {
        final RunData run = RunData.read(folder);
        if (jdk(run).isPresent() && jdk(run).equals(jdk(now)) && Trust.reservation(run).isEmpty()
            && 2 * common(run, now) >= common(now, now) && common(run, now) > 0) {
          runs.add(run);
        }
      }
    }
    return runs.stream().max(Comparator.comparing(run -> run.machine("date").orElse("") + run.name()));
  }

  private static int common(final RunData one, final RunData other) {
    return new Comparison(one.results(), other.results()).changes().size();
  }

  private static Optional<String> jdk(final RunData run) {
    return run.machine("jvm").map(VERSION::matcher).filter(Matcher::find).map(version -> version.group(1));
  }

  /** Answers the exit status. */
  static int print(final RunData old, final RunData now) {
    final Comparison comparison = new Comparison(old.results(), now.results());
    if (comparison.changes().isEmpty()) {
      System.err.println("compare: " + old.name() + " and " + now.name() + " have nothing in common");
      return REFUSED;
    }
    System.out.println("from " + old.name() + " to " + now.name() + ", as ratios to the limits measured in each");
    Stream.of(old, now)
        .forEach(run -> Trust.reservation(run).ifPresent(text -> System.out.println(run.name() + ": " + text)));
    SAME_MACHINE.stream()
        .filter(name -> !old.machine(name).equals(now.machine(name)))
        .map(name -> "not the same " + name + ": " + value(old, name) + ", " + value(now, name))
        .forEach(System.out::println);
    if (Stream.of(old, now).anyMatch(run -> run.results().limits().isEmpty())) {
      System.out.println("one of them has no limits: only bytes can be compared");
    }
    final List<Change> slower = comparison.changes(Change.Kind.SLOWER);
    final List<Change> faster = comparison.changes(Change.Kind.FASTER);
    slower.forEach(System.out::println);
    faster.forEach(System.out::println);
    if (!comparison.gone().isEmpty()) {
      System.out.println("not in " + now.name() + ": " + String.join("; ", comparison.gone()));
    }
    System.out.printf(
        "%d slower, %d faster, %d the same within the noise%n",
        slower.size(), faster.size(), comparison.changes(Change.Kind.SAME).size());
    return slower.isEmpty() ? 0 : SLOWER;
  }

  private static String value(final RunData run, final String name) {
    return run.machine(name).orElse("unknown");
  }
}
