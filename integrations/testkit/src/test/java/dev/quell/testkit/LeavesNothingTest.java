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
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

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
    run(tests, (test, result) -> results.put(test, result.getThrowable().map(Throwable::getMessage).orElse("")));
    return results;
  }

  private static Map<String, Throwable> failures(final Class<?> tests) {
    final Map<String, Throwable> failures = new HashMap<>();
    run(tests, (test, result) -> failures.put(test, result.getThrowable().orElseThrow()));
    return failures;
  }

  private static void run(final Class<?> tests, final BiConsumer<String, TestExecutionResult> results) {
    final LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    final LauncherConfig noSession = // of its own: it would refuse tests that are aborted
        LauncherConfig.builder().enableLauncherSessionListenerAutoRegistration(false).build();
    LauncherFactory.create(noSession).execute(request, new TestExecutionListener() {
      @Override
      public void executionFinished(final TestIdentifier test, final TestExecutionResult result) {
        if (test.isTest()) {
          results.accept(test.getDisplayName().replace("()", ""), result);
        }
      }
    });
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

  /** An extension before the check that does not let the test begin. */
  static class Refuses implements BeforeEachCallback {
    @Override
    public void beforeEach(final ExtensionContext context) {
      if (context.getRequiredTestMethod().getName().equals("skipped")) {
        throw new TestAbortedException("no database");
      }
      throw new IllegalStateException("no container");
    }
  }

  @ExtendWith(Refuses.class)
  @LeavesNothing
  static class NotBegun {
    @Test
    void skipped() {}

    @Test
    void failed() {}
  }

  @LeavesNothing(withinMillis = 0)
  static class Aborted {
    private final KillCore core = KillCore.create();

    @AfterEach
    void close() {
      core.close();
    }

    @Test
    void aborted() {
      core.begin("find orders");
      throw new TestAbortedException("no database");
    }
  }

  @LeavesNothing
  static class Interrupted {
    private static volatile boolean flag;
    private final KillCore core = KillCore.create();

    @AfterEach
    void close() {
      flag = Thread.currentThread().isInterrupted();
      core.close();
    }

    @Test
    void operation() {
      core.begin("find orders");
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldSayNothingOfATestThatDidNotBegin() {
    final Map<String, Throwable> failures = failures(NotBegun.class);

    assertEquals("no database", failures.get("skipped").getMessage());
    assertEquals("no container", failures.get("failed").getMessage());
    assertEquals(0, failures.get("failed").getSuppressed().length);
  }

  @Test
  void shouldSayNothingOfATestThatWasAborted() {
    assertEquals(Map.of("aborted", "no database"), results(Aborted.class));
  }

  @Test
  void shouldNameWhatAnInterruptedTestLeftBehind() {
    final String failure = results(Interrupted.class).get("operation");

    assertTrue(failure.contains("'find orders'"), failure);
    assertTrue(Interrupted.flag, "the flag is the test's");
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
