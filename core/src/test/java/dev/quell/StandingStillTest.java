package dev.quell;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** K5: a killer that stands still in the middle of its kill keeps neither its own victims nor anybody else. */
class StandingStillTest {
  private static final Duration ENOUGH = Duration.ofSeconds(10);
  private static final Owner ANN = Owner.of("ann", "db");

  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Session session = core.session(new UUID(1, 1), ANN);
  private final Operation victim = session.begin("first");
  private final Operation further = session.begin("further");
  private Worker killer;

  @BeforeEach
  void letAKillerStandStill() throws InterruptedException {
    victim.onKill(cause -> {
      inside.countDown();
      try {
        goOn.await();
      } catch (final InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    killer = Worker.start(() -> core.kill(KillPattern.owner(ANN.uid())));
    inside.await();
  }

  @AfterEach
  void letItGo() {
    goOn.countDown();
    killer.close();
    core.close();
  }

  @Test
  void shouldEndTheVictim() {
    assertTimeoutPreemptively(ENOUGH, victim::close);
    assertTrue(victim.isKilled());
  }

  @Test
  void shouldRunTheNextOperationWhereTheVictimRan() {
    assertTimeoutPreemptively(ENOUGH, () -> {
      victim.close();
      session.begin(victim);
    });
    assertFalse(victim.isKilled());
  }

  @Test
  void shouldEndTheSession() {
    assertTimeoutPreemptively(ENOUGH, () -> {
      victim.close();
      further.close();
      session.end();
    });
    assertFalse(session.isOpen());
  }

  @Test
  void shouldKillWhatItHasNotComeToYet() {
    assertTimeoutPreemptively(ENOUGH, () -> core.kill(KillPattern.all()));
    assertTrue(further.isKilled());
  }
}
