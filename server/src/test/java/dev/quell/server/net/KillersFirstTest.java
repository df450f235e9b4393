package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KillersFirstTest {
  private final KillersFirst killers = new KillersFirst();
  private final List<String> said = new ArrayList<>();

  @Test
  void shouldTellAVictimAtOnceIfNoKillIsAtWork() {
    killers.behind(() -> said.add("victim"));
    assertEquals(List.of("victim"), said);
  }

  @Test
  void shouldTellAVictimBehindTheKiller() {
    final KillersFirst.Turn turn = killers.begin();
    killers.behind(() -> said.add("victim"));
    said.add("killer");
    turn.end();
    assertEquals(List.of("killer", "victim"), said);
  }

  @Test
  void shouldTellEachVictimOnce() {
    final KillersFirst.Turn turn = killers.begin();
    killers.behind(() -> said.add("victim"));
    turn.end();
    turn.end();
    assertEquals(List.of("victim"), said);
  }

  @Test
  void shouldHoldNothingOnceTheKillIsAnswered() {
    killers.begin().end();
    killers.behind(() -> said.add("victim"));
    assertEquals(List.of("victim"), said);
  }

  /** It may be stuck, as in a log that nobody reads: others are to hear that their time is over all the same. */
  @Test
  void shouldNotHoldAVictimForAKillThatNeverEnds() throws InterruptedException {
    final KillersFirst brief = new KillersFirst(1);
    brief.begin();
    final CountDownLatch told = new CountDownLatch(2);
    brief.behind(told::countDown);
    brief.behind(told::countDown);
    assertTrue(told.await(10, TimeUnit.SECONDS));
  }

  @Test
  void shouldLetGoWhatOneKillHoldsWhileAnotherIsAtWork() {
    final KillersFirst.Turn first = killers.begin();
    killers.behind(() -> said.add("of the first"));
    final KillersFirst.Turn second = killers.begin();
    killers.behind(() -> said.add("of the second"));
    first.end();
    assertEquals(List.of("of the first"), said);
    second.end();
    assertEquals(List.of("of the first", "of the second"), said);
  }
}
