package dev.quell.stress;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;
import picocli.CommandLine;

/**
 * Runs the tests with three actors where jcstress does not, because there are fewer processors than actors. Each actor
 * is a thread that goes through the same states in the same order; with two processors, one of the three stands still
 * somewhere in the middle of a state while the others go on, which is what these tests are about.
 *
 * <p>{@code java -cp quell-stress.jar dev.quell.stress.ThreeActors [--millis of each test] [--states of each test]
 * [part of a name]}; the exit status is 1 if something forbidden was seen, or if an actor or arbiter threw, and 2 if
 * there is no such test. The last line sums up.
 */
public final class ThreeActors {
  private static final int ACTORS = 3;
  private static final int BATCH = 64;
  private static final int MEET_EVERY = 4;

  private final TestInfo test;
  private final Class<?> state;
  private final Class<?> result;
  private final List<Method> actors = new ArrayList<>();
  private Method arbiter;
  private final Map<String, Long> seen = new TreeMap<>();
  /** What an actor threw, which ends the test: the others would wait for it at their next meeting. */
  private volatile Throwable thrown;

  private ThreeActors(final TestInfo test) throws ReflectiveOperationException {
    this.test = test;
    this.state = Class.forName(test.binaryName());
    for (final Method method : state.getDeclaredMethods()) {
      if (test.actorNames().contains(method.getName())) {
        actors.add(method);
      } else if (method.getParameterCount() == 1 && method.getParameterTypes()[0].getName().endsWith("_Result")) {
        arbiter = method;
      }
    }
    Class<?> found = arbiter == null ? null : arbiter.getParameterTypes()[0];
    for (final Method actor : actors) {
      found = actor.getParameterCount() == 1 ? actor.getParameterTypes()[0] : found;
    }
    this.result = found;
  }

  /** Runs until so many states were done, or so much time has passed; some states at least. */
  private void run(final long states, final long nanos, final ExecutorService threads) {
    final long start = System.nanoTime();
    try {
      long done = 0;
      do {
        runBatch(threads);
        done += BATCH;
      } while (done < states && System.nanoTime() - start < nanos && thrown == null);
    } catch (final ReflectiveOperationException | InterruptedException | ExecutionException e) {
      thrown = e.getCause() == null ? e : e.getCause();
    }
  }

  private void runBatch(final ExecutorService threads)
      throws ReflectiveOperationException, InterruptedException, ExecutionException {
    final Object[] batch = new Object[BATCH];
    final Object[] results = new Object[BATCH];
    for (int i = 0; i < BATCH; i++) {
      batch[i] = state.getDeclaredConstructor().newInstance();
      results[i] = result.getDeclaredConstructor().newInstance();
    }
    final AtomicInteger meetings = new AtomicInteger();
    final List<Callable<Void>> work = new ArrayList<>();
    for (final Method actor : actors) {
      work.add(() -> act(actor, batch, results, meetings));
    }
    for (final Future<Void> end : threads.invokeAll(work)) {
      end.get();
    }
    if (arbiter != null && thrown == null) {
      act(arbiter, batch, results, null);
    }
    if (thrown == null) { // else the results are not complete
      for (final Object each : results) {
        seen.merge(each.toString(), 1L, Long::sum);
      }
    }
  }

  /**
   * Has the actor or arbiter act on all states. Actors meet before some of them; between meetings they drift apart. If
   * one throws, all of them come to their end.
   */
  private Void act(
      final Method method, final Object[] batch, final Object[] results, final AtomicInteger meetings)
      throws IllegalAccessException {
    for (int i = 0; i < batch.length; i++) {
      if (meetings != null && i % MEET_EVERY == 0) {
        meetings.incrementAndGet();
        while (meetings.get() < (i / MEET_EVERY + 1) * ACTORS && thrown == null) {
          Thread.yield();
        }
      }
      if (thrown != null) {
        return null;
      }
      try {
        if (method.getParameterCount() == 0) {
          method.invoke(batch[i]);
        } else {
          method.invoke(batch[i], results[i]);
        }
      } catch (final InvocationTargetException e) {
        thrown = e.getCause();
      }
    }
    return null;
  }

  private boolean isAllowed(final String outcome) {
    for (final StateCase each : test.cases()) {
      if (each.matches(outcome)) {
        return each.expect() != Expect.FORBIDDEN;
      }
    }
    return false;
  }

  private long samples() {
    return seen.values().stream().mapToLong(Long::longValue).sum();
  }

  private boolean report() {
    final boolean passed = thrown == null && !seen.isEmpty() && seen.keySet().stream().allMatch(this::isAllowed);
    System.out.println((passed ? "[OK] " : "[FAILED] ") + test.name() + " " + seen);
    if (thrown != null) {
      thrown.printStackTrace(System.out);
    }
    return passed;
  }

  public static void main(final String[] args) {
    System.exit(new CommandLine(new ThreeActorsCommand()).execute(args));
  }

  /** Those that there are, with this in their names. */
  static List<TestInfo> tests(final String part) {
    return TestList.tests().stream()
        .map(TestList::getInfo)
        .filter(test -> test.threads() == ACTORS && test.name().contains(part))
        .toList();
  }

  /** Whether all of these passed. */
  static boolean runAll(final List<TestInfo> tests, final long states, final long nanos)
      throws ReflectiveOperationException {
    final ExecutorService threads = Executors.newFixedThreadPool(ACTORS);
    int failed = 0;
    long samples = 0;
    for (final TestInfo test : tests) {
      final ThreeActors run = new ThreeActors(test);
      run.run(states, nanos, threads);
      failed += run.report() ? 0 : 1;
      samples += run.samples();
    }
    threads.shutdown();
    System.out.printf("%d tests with three actors, %,d samples: %d failed.%n", tests.size(), samples, failed);
    return !tests.isEmpty() && failed == 0;
  }
}
