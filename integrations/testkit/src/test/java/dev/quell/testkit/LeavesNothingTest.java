package dev.quell.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class LeavesNothingTest {
  private static final Owner ALICE = Owner.of("alice", "app", Role.of("read", "app"));

  private static Map<String, String> ofOwnCore;

  @BeforeAll
  static void runOwnCore() {
    ofOwnCore = results(OwnCore.class);
  }

  /** Runs a class as JUnit would, and keeps what each of its tests failed with; an empty text for none. */
  private static Map<String, String> results(final Class<?> tests) {
    final Map<String, String> results = new HashMap<>();
    final LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    LauncherFactory.create().execute(request, new TestExecutionListener() {
      @Override
      public void executionFinished(final TestIdentifier test, final TestExecutionResult result) {
        if (test.isTest()) {
          results.put(
              test.getDisplayName().replace("()", ""), result.getThrowable().map(Throwable::getMessage).orElse(""));
        }
      }
    });
    return results;
  }

  @LeavesNothing(withinMillis = 20)
  static class OwnCore {
    private final KillCore core = KillCore.create();

    @AfterEach
    void close() {
      core.close();
    }

    @Test
    void tidy() {
      final Session session = core.startSession(ALICE);
      session.begin("find").close();
      session.openCursor(() -> {}).close();
      session.end();
    }

    @Test
    void operation() {
      core.begin("find orders");
    }

    @Test
    void killedOperation() {
      core.begin("find orders").kill(KillCode.INTERRUPTED, "", "");
    }

    @Test
    void child() {
      final Operation parent = core.begin("report");
      parent.child("shard 3");
      parent.close();
    }

    @Test
    void cursor() {
      core.openCursor(new AutoCloseable() {
        @Override
        public void close() {}

        @Override
        public String toString() {
          return "rows of orders";
        }
      });
    }

    @Test
    void labelled() {
      core.begin(core.operation().labels(Labels.of("app", "billing")), "find");
    }

    @Test
    void session() {
      core.startSession(ALICE);
    }
  }

  @LeavesNothing(except = Kind.SESSIONS, withinMillis = 0)
  static class SharedCore {
    private static KillCore core;
    private Operation fixture;

    @BeforeAll
    static void create() {
      core = KillCore.create();
      core.begin("runs through all tests");
    }

    @AfterAll
    static void close() {
      core.close();
    }

    @BeforeEach
    void begin() {
      fixture = core.begin("fixture");
    }

    @AfterEach
    void end() {
      fixture.close();
    }

    @Test
    void tidy() {
      core.startSession(ALICE);
    }

    @Test
    void operation() {
      core.begin("left");
    }
  }

  static class Hidden {
    private static final KillCore[] CORES = {KillCore.create()};
    private static final CountDownLatch ENDS = new CountDownLatch(1);

    @RegisterExtension
    final LeavesNothingExtension check =
        LeavesNothingExtension.in(() -> CORES[0]).except(Kind.CURSORS).within(Duration.ofSeconds(20));

    @Test
    void late() throws Exception {
      final Operation operation = CORES[0].begin("ends on another thread");
      CORES[0].openCursor(() -> {});
      final Thread other = new Thread(() -> {
        operation.close();
        ENDS.countDown();
      });
      other.start();
    }
  }

  @Test
  void shouldPassWhatIsTidy() {
    assertEquals("", ofOwnCore.get("tidy"));
  }

  @Test
  void shouldNameWhatWasLeftBehind() {
    final Map<String, String> results = ofOwnCore;

    assertTrue(results.get("operation").matches("(?s).*operation \\d+ 'find orders', running for \\d+ ms.*"),
        results::toString);
    assertTrue(results.get("killedOperation").contains("'find orders', killed"), results::toString);
    assertTrue(results.get("child").contains("'shard 3'"), results::toString);
    assertTrue(results.get("cursor").contains(" of rows of orders"), results::toString);
    assertTrue(results.get("labelled").contains("billing"), results::toString);
    assertTrue(results.get("session").contains("with 0 operations and 0 cursors"), results::toString);
  }

  @Test
  void shouldSayWhereAnOperationBegan() {
    final String failure = ofOwnCore.get("operation");

    assertTrue(failure.contains("begun\n      at "), failure);
    assertTrue(failure.lines().toList().get(2).contains("LeavesNothingTest$OwnCore.operation("), failure);
  }

  @Test
  void shouldCountOnlyWhatIsNewAndWanted() {
    final Map<String, String> results = results(SharedCore.class);

    assertEquals("", results.get("tidy"));
    assertTrue(results.get("operation").contains("'left'"), results::toString);
    assertFalse(results.get("operation").contains("fixture"), results::toString);
    assertFalse(results.get("operation").contains("runs through"), results::toString);
  }

  @Test
  void shouldWaitForWorkThatEndsOnAnotherThread() {
    assertEquals(Map.of("late", ""), results(Hidden.class));
    Hidden.CORES[0].close();
  }

  @Test
  void shouldRefuseANegativeTime() {
    assertThrows(
        IllegalArgumentException.class, () -> LeavesNothingExtension.in(() -> null).within(Duration.ofMillis(-1)));
  }

  @Test
  void shouldSeeWhatIsNewInACore() {
    try (KillCore core = KillCore.create()) {
      core.startSession(ALICE);
      final CoreSnapshot before = CoreSnapshot.of(core);
      final Session session = core.startSession(ALICE);

      final List<String> left = before.leftSince(List.of(Kind.values()));

      assertEquals(1, left.size());
      assertTrue(left.get(0).contains(session.info().id().toString()), left::toString);
    }
  }
}
