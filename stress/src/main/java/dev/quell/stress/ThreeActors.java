package dev.quell.stress;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs the tests with three actors where jcstress does not, because there are fewer processors than actors. Each actor is a thread
 * that goes through the same states in the same order; with two processors, one of the three stands still somewhere in the
 * middle of a state while the others go on, which is what these tests are about.
 *
 * <p>{@code java -cp quell-stress.jar dev.quell.stress.ThreeActors [states of each test] [part of a name]}; the exit status is 1 if
 * something forbidden was seen.
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

  private void run(final int states, final ExecutorService threads) throws Exception {
    for (int done = 0; done < states; done += BATCH) {
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
      if (arbiter != null) {
        act(arbiter, batch, results, null);
      }
      for (final Object each : results) {
        seen.merge(each.toString(), 1L, Long::sum);
      }
    }
  }

  /** Has the actor or arbiter act on all states. Actors meet before some of them; between meetings they drift apart. */
  private static Void act(
      final Method method, final Object[] batch, final Object[] results, final AtomicInteger meetings) throws Exception {
    for (int i = 0; i < batch.length; i++) {
      if (meetings != null && i % MEET_EVERY == 0) {
        meetings.incrementAndGet();
        while (meetings.get() < (i / MEET_EVERY + 1) * ACTORS) {
          Thread.yield();
        }
      }
      if (method.getParameterCount() == 0) {
        method.invoke(batch[i]);
      } else {
        method.invoke(batch[i], results[i]);
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

  private boolean report() {
    final boolean passed = seen.keySet().stream().allMatch(this::isAllowed);
    System.out.println((passed ? "[OK] " : "[FAILED] ") + test.name() + " " + seen);
    return passed;
  }

  public static void main(final String[] args) throws Exception {
    final int states = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    final ExecutorService threads = Executors.newFixedThreadPool(ACTORS);
    boolean passed = true;
    for (final String name : TestList.tests()) {
      final TestInfo test = TestList.getInfo(name);
      if (test.threads() == ACTORS && (args.length < 2 || name.contains(args[1]))) {
        final ThreeActors run = new ThreeActors(test);
        run.run(states, threads);
        passed &= run.report();
      }
    }
    threads.shutdown();
    System.exit(passed ? 0 : 1);
  }
}
