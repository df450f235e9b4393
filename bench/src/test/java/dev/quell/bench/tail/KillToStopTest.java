package dev.quell.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.bench.versus.PeerTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KillToStopTest {
  private static final int ROUNDS = 50;

  private final List<Long> stops = new ArrayList<>();

  private KillToStop run(final Schedule schedule, final Victim victim) throws InterruptedException {
    final KillToStop rounds = new KillToStop(schedule, victim, stops::add);
    final Task killer = new Task("killer", rounds::beKiller).start();
    rounds.beVictim();
    killer.join();
    assertEquals(ROUNDS, stops.size());
    assertTrue(stops.stream().allMatch(nanos -> nanos >= 0), stops::toString);
    return rounds;
  }

  private static Schedule from(final long nanos) {
    return new Schedule(nanos, 10_000, ROUNDS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldStopABareThread(final boolean blocks) throws InterruptedException {
    run(from(System.nanoTime()), Victim.bare(blocks));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldKillThroughTheOwnerAndWithAllOthers(final boolean blocks) throws InterruptedException {
    final PeerTable table = PeerTable.filled("quell", 1_000);
    run(from(System.nanoTime()), Victim.in(table, blocks, false));
    stops.clear();
    run(from(System.nanoTime()), Victim.in(table, blocks, true));
    table.close();
  }

  @Test
  void shouldGiveUpWhatIsLongOverdue() throws InterruptedException {
    final long late = TimeUnit.SECONDS.toNanos(1);
    final KillToStop rounds = run(from(System.nanoTime() - late), Victim.bare(true));
    assertEquals(ROUNDS - 1, rounds.missed());
    assertTrue(stops.stream().allMatch(nanos -> nanos >= late - TimeUnit.MILLISECONDS.toNanos(5)), stops::toString);
  }
}
