package dev.quell.stress.lincheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.execution.ResultWithClock;
import org.jetbrains.kotlinx.lincheck.util.LincheckResult;
import org.jetbrains.kotlinx.lincheck.util.ValueResult;
import org.jetbrains.lincheck.datastructures.verifier.CachedVerifier;

/**
 * Whether there is an order of steps, between the calls and returns as they were, that leads to the results as they
 * were: what Lincheck's own verifier asks, but for calls of more than one step too, such as a kill of several sessions.
 *
 * <p>Tries all orders, depth first, without going the same way twice. A call begins as soon as all calls before it have
 * returned: that leaves it the most room.
 */
public final class HistoryVerifier extends CachedVerifier {
  private final Class<?> books;

  /** @param books a class of books with a constructor without arguments, which are the books at the start */
  public HistoryVerifier(final Class<?> books) {
    this.books = books;
  }

  @Override
  public boolean verifyResultsImpl(final ExecutionScenario scenario, final ExecutionResult results) {
    final List<List<Planned>> threads = new ArrayList<>();
    for (int thread = 0; thread < scenario.getNThreads(); thread++) {
      final List<Planned> calls = new ArrayList<>();
      final List<ResultWithClock> returned = results.getParallelResultsWithClock().get(thread);
      for (int i = 0; i < returned.size(); i++) {
        calls.add(planned(scenario.getParallelExecution().get(thread).get(i), returned.get(i)));
      }
      threads.add(calls);
    }
    try {
      return new Search(threads).from(
          new State(new ArrayList<>(Collections.nCopies(threads.size(), 0)),
              new ArrayList<>(Collections.nCopies(threads.size(), null)),
              (Books) books.getDeclaredConstructor().newInstance()));
    } catch (final ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Planned planned(final Actor actor, final ResultWithClock returned) {
    final LincheckResult result = returned.getResult();
    if (!(result instanceof ValueResult value)) {
      throw new AssertionError(actor + " answered " + result);
    }
    return new Planned(Calls.of(actor, value.getValue()), returned.getClockOnStart().getClock());
  }

  /**
   * A call to be made.
   *
   * @param after how many calls of each thread had returned before
   */
  private record Planned(Call call, int[] after) {
    boolean mayBegin(final List<Integer> returned) {
      for (int thread = 0; thread < after.length; thread++) {
        if (returned.get(thread) < after[thread]) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * How far the history has come.
   *
   * @param returned calls that have returned, by thread
   * @param current the call under way, by thread; null for none
   */
  private record State(List<Integer> returned, List<Call> current, Books books) {}

  private static final class Search {
    private final List<List<Planned>> threads;
    private final Set<State> seen = new HashSet<>();

    Search(final List<List<Planned>> threads) {
      this.threads = threads;
    }

    boolean from(final State before) {
      final State state = begun(before);
      if (!seen.add(state)) {
        return false;
      }
      boolean over = true;
      for (int thread = 0; thread < threads.size(); thread++) {
        final Call call = state.current().get(thread);
        over &= call == null;
        if (call != null && (returns(state, thread) || goesOn(state, thread))) {
          return true;
        }
      }
      return over && Arrays.equals(
          state.returned().stream().mapToInt(i -> i).toArray(), threads.stream().mapToInt(List::size).toArray());
    }

    private State begun(final State state) {
      final List<Call> current = new ArrayList<>(state.current());
      for (int thread = 0; thread < threads.size(); thread++) {
        final int next = state.returned().get(thread);
        if (current.get(thread) == null && next < threads.get(thread).size()) {
          final Planned planned = threads.get(thread).get(next);
          if (planned.mayBegin(state.returned())) {
            current.set(thread, planned.call().seeing(state.books()));
          }
        }
      }
      return new State(state.returned(), current, state.books());
    }

    private boolean returns(final State state, final int thread) {
      if (!state.current().get(thread).mayReturn(state.books())) {
        return false;
      }
      final List<Integer> returned = new ArrayList<>(state.returned());
      returned.set(thread, returned.get(thread) + 1);
      final List<Call> current = new ArrayList<>(state.current());
      current.set(thread, null);
      return from(new State(returned, current, state.books()));
    }

    private boolean goesOn(final State state, final int thread) {
      final List<State> ways = new ArrayList<>();
      state.current().get(thread).steps(
          state.books(),
          (books, call) -> {
            final List<Call> current = new ArrayList<>(state.current());
            current.set(thread, call);
            current.replaceAll(each -> each == null ? null : each.seeing(books));
            ways.add(new State(state.returned(), current, books));
          });
      return ways.stream().anyMatch(this::from);
    }
  }
}
