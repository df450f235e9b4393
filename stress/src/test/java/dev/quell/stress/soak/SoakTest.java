package dev.quell.stress.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillRequest;
import dev.quell.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * The soak for some seconds, and the checker with faults to find: each is in the way to the core, which itself is
 * sound.
 */
class SoakTest {
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
  /** A fault that the first round does not find has others, for 20 s. */
  private static final long SHORT_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private Soak run(final Access access, final Duration duration, final Duration patience, final long roundNanos) {
    final Soak soak = new Soak(
        5, duration, HostCore.PLAIN, access, patience, new PrintStream(printed, true, StandardCharsets.UTF_8));
    soak.run(roundNanos);
    return soak;
  }

  private Soak run(final Access access, final Duration duration, final Duration patience) {
    return run(access, duration, patience, ROUND_NANOS);
  }

  private void assertFound(final String guarantee, final Access fault, final Duration patience) {
    final List<String> kept = run(fault, Duration.ofSeconds(20), patience, SHORT_ROUND_NANOS).violations().kept();
    assertTrue(kept.stream().anyMatch(violation -> violation.startsWith(guarantee + ":")), () -> "found " + kept);
  }

  private void assertFound(final String guarantee, final Access fault) {
    assertFound(guarantee, fault, Soak.PATIENCE);
  }

  @Test
  void shouldFindNothing() {
    final Soak soak = run(Access.DIRECT, Duration.ofSeconds(3), Soak.PATIENCE);
    assertEquals(List.of(), soak.violations().kept(), printed::toString);
    assertTrue(soak.passed());
  }

  @Test
  void shouldNotPassIfThereWasNothingToCheck() {
    final Soak soak = run(Access.DIRECT, Duration.ZERO, Soak.PATIENCE);
    soak.printSummary();
    assertFalse(soak.passed());
    assertTrue(printed.toString(StandardCharsets.UTF_8).contains("failed: there was no round"), printed::toString);
  }

  @Test
  void shouldCheckOperationsThatAKillOwes() {
    assertTrue(run(Access.DIRECT, Duration.ofSeconds(1), Soak.PATIENCE).counts().complete.sum() > 0);
  }

  /** A book that nothing is written in finds nothing. */
  @Test
  void shouldHaveSomethingToCheckInEveryBook() {
    final Counts counts = run(Access.DIRECT, Duration.ofSeconds(4), Soak.PATIENCE).counts();
    final Map<String, LongAdder> books =
        Map.of(
            "victims for their own labels", counts.labelledVictims,
            "owed by label", counts.completeByLabel,
            "children that died with their parent", counts.childrenWithParent,
            "children born killed", counts.bornKilled,
            "kills by late references", counts.lateRefs,
            "deadlines replaced", counts.deadlinesReplaced,
            "deadlines passed", counts.deadlineKills,
            "callbacks", counts.callbacks,
            "told", counts.tells,
            "stopped", counts.stops);
    books.forEach((book, count) -> assertTrue(count.sum() > 0, book));
    assertTrue(counts.narrowKills.sum() > 0 && counts.relabels.sum() > 0);
  }

  @Test
  void shouldRunOnVirtualThreadsWhereThereAreSome() {
    final long onVirtual = run(Access.DIRECT, Duration.ofSeconds(1), Soak.PATIENCE).counts().virtualRuns.sum();
    assertEquals(Threads.areVirtualThere(), onVirtual > 0);
  }

  @Test
  void shouldFindAKillThatDoesNothing() {
    assertFound(
        "K1",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            return request.patterns().size() == 1 ? new Outcome(0, 0, 0, 0, null) : Access.super.kill(core, request);
          }
        });
  }

  @Test
  void shouldFindAKillThatComesAgain() {
    final AtomicReference<KillRequest> last = new AtomicReference<>();
    assertFound(
        "K2",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            final KillRequest before = last.getAndSet(request);
            if (before != null) {
              core.kill(before);
            }
            return Access.super.kill(core, request);
          }
        });
  }

  @Test
  void shouldFindAKillThatGoesTooFar() {
    assertFound(
        "K3",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            return Access.super.kill(core, KillRequest.of().code(request.code()).reason(request.reason()));
          }
        });
  }

  @Test
  void shouldFindAKillThatMiscounts() {
    final AtomicInteger calls = new AtomicInteger();
    assertFound(
        "K4",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            final Outcome outcome = Access.super.kill(core, request);
            return outcome.plus(calls.incrementAndGet() % 50 == 0 ? 1 : 0, 0);
          }
        });
  }

  @Test
  void shouldFindAKillThatMiscountsCursors() {
    final AtomicInteger calls = new AtomicInteger();
    assertFound(
        "K4",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            final Outcome outcome = Access.super.kill(core, request);
            return outcome.plus(0, calls.incrementAndGet() == 50 ? 1 : 0);
          }
        });
  }

  @Test
  void shouldFindThatAFrozenThreadHoldsUpOthers() {
    final Object lock = new Object();
    assertFound(
        "K5",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            synchronized (lock) {
              return Access.super.kill(core, request);
            }
          }
        },
        Duration.ofSeconds(2));
  }

  @Test
  void shouldFindAResourceClosedTwice() {
    assertFound(
        "K7",
        new Access() {
          @Override
          public AutoCloseable resource(final CursorBook cursor) {
            return () -> {
              cursor.close();
              cursor.close();
            };
          }
        });
  }

  @Test
  void shouldFindASessionThatIsLeft() {
    final AtomicInteger calls = new AtomicInteger();
    assertFound(
        "K8",
        new Access() {
          @Override
          public boolean end(final Session session) {
            return calls.incrementAndGet() % 10 != 0 && Access.super.end(session);
          }
        },
        Duration.ofSeconds(2));
  }
}
