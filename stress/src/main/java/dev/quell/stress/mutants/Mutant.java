package dev.quell.stress.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One way to break the core, or the protocol of the cluster.
 *
 * @param name its name, which starts with the guarantee that it breaks
 * @param says what is wrong with it
 * @param tests those that are to catch it, in this order: {@code KillStress.K1_KillVsBegin} is a jcstress test, {@code
 *     dev.quell.CursorTest#shouldX} a JUnit test, {@code Simulation@1..300} the cluster's simulation with these seeds
 * @param hunks what is changed
 * @param survives why no test can catch it here, or null if one must
 * @param quick whether it is among those that CI runs
 * @param expects how it may be noticed, instead of by an outcome that a test forbids; null if it must be by that
 */
public record Mutant(
    String name,
    String says,
    List<String> tests,
    List<Hunk> hunks,
    String survives,
    boolean quick,
    Finding expects) {

  /**
   * Some consecutive lines and what stands in their place. Comments, empty lines and indentation do not count: the
   * code must be as it was, what is said about it may change.
   *
   * @param file the source file, from {@code dev/quell} on
   * @param old lines that the file has once
   * @param fresh what is put there
   */
  public record Hunk(String file, List<String> old, List<String> fresh) {}

  String guarantee() {
    return name.substring(0, name.indexOf('-'));
  }

  boolean mustBeCaught() {
    return survives == null;
  }

  /** The same with other tests. */
  Mutant shownTo(final List<String> others) {
    return new Mutant(name, says, others, hunks, survives, quick, expects);
  }

  /** The source files in which something is changed. */
  Set<String> files() {
    return hunks.stream().map(Hunk::file).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The source of this file with the mutation in it. */
  String applyTo(final String file, final String source) {
    List<String> lines = source.lines().toList();
    for (final Hunk hunk : hunks) {
      lines = hunk.file().equals(file) ? apply(hunk, lines) : lines;
    }
    return String.join("\n", lines) + "\n";
  }

  private List<String> apply(final Hunk hunk, final List<String> lines) {
    final List<Integer> code = new ArrayList<>(); // the numbers of lines with code in them
    for (int i = 0; i < lines.size(); i++) {
      if (!codeOf(lines.get(i)).isEmpty()) {
        code.add(i);
      }
    }
    final List<String> old = hunk.old().stream().map(Mutant::codeOf).toList();
    final List<Integer> places = new ArrayList<>();
    for (int at = 0; at + old.size() <= code.size(); at++) {
      if (code.subList(at, at + old.size()).stream().map(i -> codeOf(lines.get(i))).toList().equals(old)) {
        places.add(at);
      }
    }
    if (places.size() != 1) {
      throw new IllegalStateException(
          name + ": " + hunk.file() + " has changed: it must have these lines once, and has them "
              + places.size() + " times:\n" + String.join("\n", hunk.old()));
    }
    final int from = code.get(places.get(0));
    final int to = code.get(places.get(0) + old.size() - 1) + 1;
    final List<String> changed = new ArrayList<>(lines.subList(0, from));
    changed.addAll(hunk.fresh());
    changed.addAll(lines.subList(to, lines.size()));
    return changed;
  }

  /** The line without its comment and the space around it; empty if it is part of a longer comment. */
  private static String codeOf(final String line) {
    final int comment = line.indexOf("//");
    final String code = (comment < 0 ? line : line.substring(0, comment)).strip();
    return code.startsWith("*") || code.startsWith("/*") ? "" : code;
  }
}
