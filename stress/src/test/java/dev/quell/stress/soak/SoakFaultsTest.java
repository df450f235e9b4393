package dev.quell.stress.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCause;
import dev.quell.KillCore;
import dev.quell.KillListener;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Session;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The books of labels, children, references, deadlines, callbacks, listeners, narrower kills and counts, each with a
 * fault that it must find. The fault is in the way to the core, which itself is sound.
 */
class SoakFaultsTest {
  /** A fault that the first round does not find has others, for 20 s. */
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Each tenth call goes wrong. */
  private final AtomicInteger calls = new AtomicInteger();

  private boolean goesWrong() {
    return calls.incrementAndGet() % 10 == 0;
  }

  private static void assertFound(final String violation, final Access fault) {
    final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    final Soak soak = new Soak(5, Duration.ofSeconds(20), HostCore.PLAIN, fault, PATIENCE, nowhere);
    soak.run(ROUND_NANOS);
    final List<String> kept = soak.violations().kept();
    assertTrue(kept.stream().anyMatch(found -> found.matches("(?s)" + violation)), () -> "found " + kept);
  }

  // ---- labels

  private static boolean asksForLabels(final KillRequest request) {
    return request.patterns().size() == 1 && !request.patterns().get(0).labels().isEmpty();
  }

  @Test
  void shouldFindAKillByLabelThatDoesNothing() {
    assertFound(
        "K1: .* outlived .*labels.*",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            return asksForLabels(request) ? new Outcome(0, 0, 0, 0, null) : Access.super.kill(core, request);
          }
        });
  }

  @Test
  void shouldFindAnOperationWithoutTheLabelsThatItWasGiven() {
    assertFound(
        "K1: .* outlived .*labels.*",
        new Access() {
          @Override
          public void label(final Operation operation, final Labels labels) {
            operation.labels(Labels.none());
          }
        });
  }

  @Test
  void shouldFindASessionThatIsNotRelabelled() {
    assertFound(
        "labels: .*",
        new Access() {
          @Override
          public void relabel(final Session session, final Labels labels) {
            if (!goesWrong()) {
              Access.super.relabel(session, labels);
            }
          }
        });
  }

  @Test
  void shouldFindALabelThatIsKept() {
    final Queue<Operation> kept = new ConcurrentLinkedQueue<>();
    assertFound(
        "K8: 1 labels are left.*",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            if (kept.isEmpty()) {
              kept.add(core.operation().labels(Labels.of("left", "behind")));
            }
            return Access.super.kill(core, request);
          }
        });
  }

  // ---- children

  /** Begins in its session what should be a child. */
  private static Operation orphan(final Operation parent) {
    final Session session = parent.session().orElse(null);
    return session == null ? parent.child("part") : session.begin("orphan");
  }

  @Test
  void shouldFindAChildThatOutlivesItsParent() {
    assertFound(
        "child: .* outlived its parent.*",
        new Access() {
          @Override
          public Operation child(final Operation parent) {
            return parent.isKilled() || parent.info().exempt() ? parent.child("part") : orphan(parent);
          }
        });
  }

  @Test
  void shouldFindAChildOfAKilledParentThatIsNotBornKilled() {
    assertFound(
        "child: .* was not born killed.*",
        new Access() {
          @Override
          public Operation child(final Operation parent) {
            return parent.isKilled() ? orphan(parent) : parent.child("part");
          }
        });
  }

  // ---- references and deadlines

  /** As if a reference named the object, not the run. */
  @Test
  void shouldFindAReferenceThatHitsAnotherRun() {
    assertFound(
        "K3: .* (in the place of|which was over).*",
        new Access() {
          @Override
          public boolean kill(final RunBook run, final int code, final String reason, final String by) {
            try {
              return run.operation.kill(code, reason, by);
            } catch (final IllegalStateException e) {
              return false; // it does not run
            }
          }
        });
  }

  @Test
  void shouldFindADeadlineThatPassesTooEarly() {
    assertFound(
        "deadline: .*",
        new Access() {
          @Override
          public void deadline(final Operation operation, final Duration fromNow) {
            operation.deadline(fromNow.dividedBy(1000));
          }
        });
  }

  @Test
  void shouldFindADeadlineThatCannotBeTakenBack() {
    assertFound(
        "deadline: .* has no deadline",
        new Access() {
          @Override
          public void deadline(final Operation operation, final Duration fromNow) {
            operation.deadline(fromNow.toDays() > 0 ? Duration.ZERO : fromNow);
          }
        });
  }

  // ---- callbacks, listeners, stages

  private Access withCallback(final Consumer<Runnable> caller) {
    return new Access() {
      @Override
      public Consumer<KillCause> callback(final Consumer<KillCause> callback) {
        return cause -> caller.accept(() -> callback.accept(cause));
      }
    };
  }

  @Test
  void shouldFindACallbackThatIsCalledTwice() {
    assertFound("K9: .* told twice", withCallback(call -> {
      call.run();
      call.run();
    }));
  }

  @Test
  void shouldFindACallbackThatIsNotCalled() {
    assertFound("K9: .* told 0 times", withCallback(call -> {
      if (!goesWrong()) {
        call.run();
      }
    }));
  }

  @Test
  void shouldFindACallbackOnTheWrongThread() {
    assertFound("K9: .* was called by .*", withCallback(call -> CompletableFuture.runAsync(call).join()));
  }

  private Access withListener(final Consumer<Runnable> teller) {
    return new Access() {
      @Override
      public KillListener listener(final KillListener listener) {
        return report -> teller.accept(() -> listener.onKill(report));
      }
    };
  }

  @Test
  void shouldFindAKillThatNobodyIsTold() {
    assertFound("told: .* listeners were told 0 times", withListener(tell -> {
      if (!goesWrong()) {
        tell.run();
      }
    }));
  }

  @Test
  void shouldFindAKillThatIsToldTwice() {
    assertFound("told: .* told twice of .*", withListener(tell -> {
      tell.run();
      tell.run();
    }));
  }

  private static Access withStage(final CompletionStage<KillReport> given) {
    return new Access() {
      @Override
      public CompletionStage<KillReport> whenStopped(final KillReport report) {
        return given == null ? CompletableFuture.completedStage(report) : given;
      }
    };
  }

  @Test
  void shouldFindThatVictimsAreSaidToHaveStoppedWhileOneRuns() {
    assertFound("stopped: .*", withStage(null));
  }

  @Test
  void shouldFindThatNobodyIsToldWhenTheVictimsHaveStopped() {
    assertFound("stopped: .* said 0 times", withStage(new CompletableFuture<>()));
  }

  // ---- narrower kills

  /** The same kill without what narrows it. */
  private static KillRequest wide(final KillRequest request) {
    return KillRequest.of(request.patterns()).code(request.code()).reason(request.reason());
  }

  @Test
  void shouldFindAKillOfCursorsAloneThatHitsOperations() {
    assertFound(
        "K3: .* is no cursor.*",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            return Access.super.kill(core, request.hitsOperations() ? request : wide(request));
          }
        });
  }

  @Test
  void shouldFindAKillOfOperationsAloneThatHitsCursors() {
    assertFound(
        "narrow: .* operations only.* reported .*",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            return Access.super.kill(core, request.hitsCursors() ? request : wide(request));
          }
        });
  }

  @Test
  void shouldFindAKillOfWhatHasRunForLongThatHitsWhatHasNot() {
    assertFound(
        "K3: .* had run for .*",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            return Access.super.kill(core, request.runningFor().isEmpty() ? request : wide(request).operationsOnly());
          }
        });
  }

  // ---- counts

  @Test
  void shouldFindAnOperationThatIsStillCounted() {
    final Queue<Operation> left = new ConcurrentLinkedQueue<>();
    assertFound(
        "K8: all has ended, but the core counts 1 running operations",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            if (left.isEmpty()) {
              left.add(core.begin("left"));
            }
            return Access.super.kill(core, request);
          }
        });
  }

  @Test
  void shouldFindAKillThatIsInNoBook() {
    assertFound(
        "K4: the core counted .* kills, expected .*|told: a listener was told of a kill by nobody known.*",
        new Access() {
          @Override
          public Outcome kill(final KillCore core, final KillRequest request) {
            if (goesWrong()) {
              core.kill(KillRequest.of(KillPattern.users(List.of())));
            }
            return Access.super.kill(core, request);
          }
        });
  }
}
