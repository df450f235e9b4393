package dev.quell.command.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.SessionInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sessions that end because their owner has as many as there may be. */
final class LongestIdleTest {
  private static final Owner ANN = Owner.of("ann", "app");
  private static final Owner BOB = Owner.of("bob", "app");

  private final AtomicLong nanos = new AtomicLong();
  private final KillCore core = KillCore.builder().hostRunsAgent().nanoClock(nanos::get).build();
  private final List<Long> ended = new ArrayList<>();
  private final LongestIdle longest = new LongestIdle(core, session -> ended.add(number(session)));

  @AfterEach
  void close() {
    core.close();
  }

  private static long number(final SessionInfo session) {
    return session.id().getLeastSignificantBits();
  }

  private void use(final long id) {
    core.session(new UUID(0, id), ANN).touch();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    try {
      core.agent().doWork();
    } catch (final Exception e) {
      throw new AssertionError(e);
    }
  }

  private void end(final int count) {
    IntStream.range(0, count).forEach(i -> assertTrue(longest.endOne(ANN.uid())));
  }

  @Test
  void shouldEndThemInTheOrderOfTheirLastUse() {
    LongStream.rangeClosed(1, 40).forEach(this::use);
    LongStream.rangeClosed(1, 10).forEach(id -> use(2 * id)); // so these go last
    end(3);
    use(7); // it was found already
    end(37);
    final LongStream order = LongStream.concat(
        LongStream.rangeClosed(1, 40).filter(id -> id > 20 || id % 2 == 1).filter(id -> id != 7),
        LongStream.concat(LongStream.rangeClosed(1, 10).map(id -> 2 * id), LongStream.of(7)));
    assertEquals(order.boxed().toList(), ended);
  }

  @Test
  void shouldLookThroughAllOfThemOnceForManyThatItEnds() {
    LongStream.rangeClosed(1, 320).forEach(this::use);
    end(20);
    assertEquals(1, longest.searches());
  }

  @Test
  void shouldEndNoneInWhichAnOperationRuns() {
    use(1);
    use(2);
    try (Operation operation = core.session(new UUID(0, 1), ANN).begin("x")) {
      end(1);
      assertFalse(longest.endOne(ANN.uid()));
      assertTrue(operation.isRunning());
    }
    assertEquals(List.of(2L), ended);
  }

  /** However long the search took in which all were busy: on a cold machine it takes seconds for three. */
  @Test
  void shouldSoonLookAgainForFewThatWereBusy() {
    final AtomicLong clock = new AtomicLong();
    final LongestIdle slow = new LongestIdle(
        core, session -> ended.add(number(session)), () -> clock.addAndGet(Duration.ofSeconds(1).toNanos()));
    use(1);
    try (Operation operation = core.session(new UUID(0, 1), ANN).begin("x")) {
      assertFalse(slow.endOne(ANN.uid()));
      assertTrue(operation.isRunning());
    }
    assertTrue(slow.endOne(ANN.uid()));
  }

  @Test
  void shouldNotLookThroughManyThatAreBusyAgainAndAgain() {
    final AtomicLong clock = new AtomicLong();
    final LongestIdle one = new LongestIdle(core, session -> {}, () -> clock.addAndGet(1_000));
    LongStream.rangeClosed(1, 20).forEach(this::use);
    final List<Operation> busy = LongStream.rangeClosed(1, 20)
        .mapToObj(id -> core.session(new UUID(0, id), ANN).begin("x")).toList();
    IntStream.range(0, 10).forEach(i -> assertFalse(one.endOne(ANN.uid())));
    assertEquals(1, one.searches());
    busy.forEach(Operation::close);
  }

  @Test
  void shouldEndNoneOfAnother() {
    core.session(new UUID(0, 1), BOB);
    assertFalse(longest.endOne(ANN.uid()));
  }
}
