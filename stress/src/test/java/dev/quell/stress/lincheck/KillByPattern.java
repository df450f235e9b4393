package dev.quell.stress.lincheck;

import dev.quell.stress.lincheck.Books.Name;
import dev.quell.stress.lincheck.Books.Opened;
import dev.quell.stress.lincheck.Books.Run;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * A kill by pattern. It is not atomic and does not claim to be; it promises:
 *
 * <ul>
 *   <li>K1: what was there to kill at the call, in a session that was open and matched all the while, is dead at the
 *       return;
 *   <li>K2: what it kills it kills at a moment between call and return;
 *   <li>K3: what it kills is in a session that was open and matched at some such moment;
 *   <li>K4: its counts are the number of those moments, and each run and cursor is killed at one;
 *   <li>sessions matched: all that were open and matched all the while, none that never was.
 * </ul>
 *
 * @param matches whether a session matches by these books
 * @param report what the kill returned
 * @param must sessions that were open and matched ever since the call, or null before it
 * @param may sessions that were so at some moment since
 * @param owedRuns runs that were there to kill at the call
 * @param owedCursors cursors that were
 */
record KillByPattern(
    BiPredicate<Name, Books> matches,
    Report report,
    Set<Integer> must,
    Set<Integer> may,
    Set<Integer> owedRuns,
    Set<Integer> owedCursors,
    int operations,
    int cursors)
    implements Call {

  /** What a kill reported. */
  public record Report(int code, long operations, long cursors, long sessions) {}

  KillByPattern(final BiPredicate<Name, Books> matches, final Report report) {
    this(matches, report, null, Set.of(), Set.of(), Set.of(), 0, 0);
  }

  @Override
  public Call seeing(final Books books) {
    final Set<Integer> now = new HashSet<>();
    for (final Map.Entry<Name, Integer> session : books.open.entrySet()) {
      if (matches.test(session.getKey(), books)) {
        now.add(session.getValue());
      }
    }
    final Set<Integer> ever = new HashSet<>(may);
    ever.addAll(now);
    if (must != null) {
      final Set<Integer> still = new HashSet<>(must);
      still.retainAll(now);
      return new KillByPattern(matches, report, still, ever, owedRuns, owedCursors, operations, cursors);
    }
    final Set<Integer> runs = new HashSet<>();
    books.runs.values().stream().filter(run -> now.contains(run.session())).forEach(run -> runs.add(run.number()));
    final Set<Integer> results = new HashSet<>();
    books.cursors.values().stream().filter(one -> now.contains(one.session()))
        .forEach(one -> results.add(one.number()));
    return new KillByPattern(matches, report, now, ever, runs, results, 0, 0);
  }

  @Override
  public void steps(final Books books, final BiConsumer<Books, Call> next) {
    if (operations < report.operations()) {
      books.runs.forEach(
          (thread, run) -> {
            if (run.code() == 0 && may.contains(run.session())) {
              final Books after = books.copy();
              after.runs.put(thread, run.killed(report.code()));
              next.accept(after, counting(1, 0));
            }
          });
    }
    if (cursors < report.cursors()) {
      books.cursors.forEach(
          (thread, cursor) -> {
            if (cursor.open() && may.contains(cursor.session())) {
              final Books after = books.copy();
              after.cursors.put(thread, cursor.ended());
              next.accept(after, counting(0, 1));
            }
          });
    }
  }

  private KillByPattern counting(final int moreOperations, final int moreCursors) {
    return new KillByPattern(
        matches, report, must, may, owedRuns, owedCursors, operations + moreOperations, cursors + moreCursors);
  }

  @Override
  public boolean mayReturn(final Books books) {
    return operations == report.operations()
        && cursors == report.cursors()
        && must.size() <= report.sessions()
        && report.sessions() <= may.size()
        && books.runs.values().stream().noneMatch(this::isOwed)
        && books.cursors.values().stream().noneMatch(this::isOwed);
  }

  private boolean isOwed(final Run run) {
    return run.code() == 0 && owedRuns.contains(run.number()) && must.contains(run.session());
  }

  private boolean isOwed(final Opened cursor) {
    return cursor.open() && owedCursors.contains(cursor.number()) && must.contains(cursor.session());
  }
}
