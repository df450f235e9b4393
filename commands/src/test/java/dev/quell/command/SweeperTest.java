package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.may;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps by themselves. */
class SweeperTest {
  private static boolean isSweeper(final Thread thread) {
    return thread.getName().equals("quell-sweeper") && thread.isAlive();
  }

  private static long sweepers() {
    return Thread.getAllStackTraces().keySet().stream().filter(SweeperTest::isSweeper).count();
  }

  @Test
  void shouldEndMarkedSessionsByItself() throws InterruptedException {
    final CountDownLatch closed = new CountDownLatch(1);
    try (KillCore core = KillCore.create();
        SessionCommands commands = SessionCommands.on(core).sweepEvery(Duration.ofMillis(1)).build()) {
      core.session(House.id(1), ANN).openCursor(closed::countDown);
      commands.run(may(ANN), "admin", House.raw("{endSessions: [{id: #1}]}"));
      assertTrue(closed.await(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void shouldStopItsThreadWhenItIsClosed() {
    final long before = sweepers();
    try (KillCore core = KillCore.create()) {
      SessionCommands.on(core).build().close();
    }
    assertEquals(before, sweepers());
  }

  @Test
  void shouldHaveADaemonThreadUnlessTheHostSweeps() {
    try (KillCore core = KillCore.create();
        SessionCommands commands = SessionCommands.on(core).build()) {
      assertTrue(commands.names().contains("endSessions"));
      assertTrue(
          Thread.getAllStackTraces().keySet().stream().filter(SweeperTest::isSweeper).allMatch(Thread::isDaemon));
      assertTrue(sweepers() > 0);
    }
  }

  @Test
  void shouldHaveNoThreadIfTheHostSweeps() {
    final long before = sweepers();
    try (House house = new House()) {
      assertEquals(before, sweepers());
      house.commands.close();
    }
  }

  @Test
  void shouldTakeASecondClose() {
    try (KillCore core = KillCore.create()) {
      final SessionCommands commands = SessionCommands.on(core).build();
      commands.close();
      commands.close();
      assertEquals("ok", House.outcome(commands.run(may(ANN), "admin", House.raw("{startSession: 1}"))));
    }
  }

  @Test
  void shouldKeepAnInterruptThatComesBeforeTheClose() {
    try (KillCore core = KillCore.create()) {
      final SessionCommands commands = SessionCommands.on(core).build();
      Thread.currentThread().interrupt();
      commands.close();
      assertTrue(Thread.interrupted());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1, 999_999, 730L * 24 * 3600 * 1_000_000_000 + 1})
  void shouldRefuseAPeriodOutOfRange(final long nanos) {
    try (KillCore core = KillCore.create()) {
      final SessionCommands.Builder builder = SessionCommands.on(core);
      assertThrows(IllegalArgumentException.class, () -> builder.sweepEvery(Duration.ofNanos(nanos)));
    }
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    try (KillCore core = KillCore.create()) {
      final SessionCommands.Builder builder = SessionCommands.on(core);
      assertThrows(NullPointerException.class, () -> builder.sweepEvery(null));
      assertThrows(NullPointerException.class, () -> builder.audit(null));
      assertThrows(NullPointerException.class, () -> builder.errorHandler(null));
      assertThrows(NullPointerException.class, () -> SessionCommands.on(null));
      assertThrows(IllegalArgumentException.class, () -> builder.timeoutMinutes(0));
      assertThrows(IllegalArgumentException.class, () -> builder.maxBytes(0));
      assertThrows(IllegalArgumentException.class, () -> builder.maxPatterns(0));
      assertThrows(IllegalArgumentException.class, () -> builder.maxSessionIds(-1));
    }
  }

  @Test
  void shouldLeaveTheCoreOpen() {
    try (KillCore core = KillCore.create()) {
      SessionCommands.on(core).build().close();
      assertFalse(core.session(House.id(1), ANN).begin("op").isKilled());
    }
  }
}
