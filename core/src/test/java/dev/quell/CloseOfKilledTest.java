package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What others see of a killed run while its user closes it. A close reads the clock of the core when it has made the
 * word idle and before it is over: this test's clock looks at the operation just then. Found in review.
 */
class CloseOfKilledTest {
  private Runnable inTheMiddle = () -> {};
  private int looks;

  private final LongSupplier clock =
      () -> {
        inTheMiddle.run();
        return System.nanoTime();
      };
  private final KillCore core = KillCore.builder().nanoClock(clock).build();
  private final Operation operation = core.startSession(Owner.of("alice", "app")).begin("find");

  @AfterEach
  void close() {
    inTheMiddle = () -> {};
    core.close();
  }

  /** The core's own threads read the clock too. */
  private void whileClosing(final Runnable look) {
    final Thread user = Thread.currentThread();
    inTheMiddle =
        () -> {
          if (Thread.currentThread() == user) {
            inTheMiddle = () -> {};
            looks++;
            look.run();
          }
        };
    operation.close();
    assertEquals(1, looks, "the close did not read the clock");
  }

  @Test
  void shouldSayAllTheWhileThatItWasKilled() {
    core.kill();
    whileClosing(() -> assertTrue(operation.isKilled()));
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldSayWhyToWhoClosesItToo() {
    final Optional<KillCause> cause = Optional.of(core.kill().cause());
    whileClosing(
        () -> {
          operation.close();
          assertEquals(cause, operation.killCause());
        });
    assertEquals(cause, operation.killCause());
  }

  @Test
  void shouldForgetTheKillWhenTheNextRunBegins() {
    core.kill();
    final Session session = operation.session().orElseThrow();
    whileClosing(() -> {});
    session.begin(operation);
    assertEquals(Optional.empty(), operation.killCause());
    operation.close();
    assertEquals(Optional.empty(), operation.killCause());
  }

  /** An object of the host's keeps the fate of its last killed run, that of a run of its own is the run's. */
  @Test
  void shouldForgetTheKillOfAnObjectOfTheHostsWhenItsNextRunBegins() {
    final Session session = operation.session().orElseThrow();
    final Operation object = core.operation();
    session.begin(object);
    final KillCause cause = core.kill().cause();
    object.close();
    assertEquals(Optional.of(cause), object.killCause());
    session.begin(object);
    object.close();
    assertEquals(Optional.empty(), object.killCause());
  }
}
