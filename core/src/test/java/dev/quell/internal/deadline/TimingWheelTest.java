package dev.quell.internal.deadline;

import static dev.quell.internal.deadline.WheelByHand.TICK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The wheel, driven by one thread: which deadlines pass when, and what is left in it. */
class TimingWheelTest {
  private final WheelByHand hand = new WheelByHand();

  // ---- when

  /** Distances in ticks around each border between levels and buckets. */
  private static LongStream distances() {
    return LongStream.of(0, 1, 255, 256, 257, 511, 512, 513, 1 << 14, 2 << 14, 3 << 14, 1 << 20, 2 << 20, 3 << 20,
        126L << 20, 127L << 20, 128L << 20, 129L << 20, 1L << 32)
        .flatMap(ticks -> LongStream.rangeClosed(Math.max(0, ticks - 1), ticks + 1))
        .distinct();
  }

  @TestFactory
  Stream<DynamicTest> shouldFireWhenDueAndNotBefore() {
    return LongStream.of(0, 1, 100, 255, 256, 300, 16_383, 16_384, (1 << 20) - 1, 1 << 20)
        .boxed()
        .map(start -> DynamicTest.dynamicTest("from tick " + start, () -> firesWhenDueFrom(start)));
  }

  private static void firesWhenDueFrom(final long start) {
    distances().forEach(
        ticks -> {
          final WheelByHand hand = new WheelByHand();
          hand.after(start * TICK).turns();
          final long due = hand.now() + ticks * TICK + 7;
          final Item item = hand.arm(due);
          hand.turns();
          assertEquals(List.of(), hand.at(due - 1).turns(), "in " + ticks + " ticks");
          assertEquals(List.of(item), hand.at(due).turns(), "in " + ticks + " ticks");
          assertEquals(0, hand.wheel.entries());
        });
  }

  @Test
  void shouldFireOnTimeWhenEachTickHasATurn() {
    final Set<Item> waiting = new HashSet<>();
    for (int i = 0; i < 40_000; i++) {
      waiting.add(hand.arm(hand.now() + i * TICK / 2));
    }
    while (!waiting.isEmpty()) {
      for (final Item item : hand.turns()) {
        assertTrue(item.deadline() <= hand.now() && item.deadline() > hand.now() - TICK, item + " on time");
        assertTrue(waiting.remove(item));
      }
      hand.after(TICK);
    }
  }

  @Test
  void shouldFireInTheTickThatPasses() {
    final long start = 5 * TICK;
    hand.at(start).turns();
    final Item early = hand.arm(start + 10);
    final Item late = hand.arm(start + 20);
    assertEquals(List.of(), hand.at(start + 9).turns());
    assertEquals(List.of(early), hand.at(start + 10).turns());
    assertEquals(List.of(), hand.at(start + 19).turns());
    assertEquals(List.of(late), hand.at(start + 20).turns());
  }

  @Test
  void shouldFireWhatWasDueBeforeItWasArmed() {
    hand.at(1_000 * TICK).turns();
    final Item item = hand.arm(3 * TICK);
    assertEquals(List.of(item), hand.turns());
  }

  @Test
  void shouldFireAfterALongRest() {
    final Item item = hand.arm(hand.now() + TICK);
    assertEquals(List.of(item), hand.after(Duration.ofDays(36_500).toNanos()).turns());
  }

  @Test
  void shouldTakeDeadlinesOfACentury() {
    final Item item = hand.arm(hand.now() + Duration.ofDays(36_500).toNanos());
    for (int i = 1; i < 100; i++) {
      assertEquals(List.of(), hand.after(Duration.ofDays(365).toNanos()).turns());
    }
    assertEquals(List.of(item), hand.after(Duration.ofDays(365).toNanos()).turns());
  }

  /** Against a model: a list that is gone through each time. */
  @TestFactory
  Stream<DynamicTest> shouldFireAsAListWould() {
    return IntStream.range(0, 20).mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> firesAsAList(seed)));
  }

  private static void firesAsAList(final int seed) {
    final Random random = new Random(seed);
    final WheelByHand hand = new WheelByHand();
    final List<Item> items = IntStream.range(0, 200).mapToObj(Item::new).toList();
    for (int step = 0; step < 5_000; step++) {
      final Item item = items.get(random.nextInt(items.size()));
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> hand.wheel.arm(item, hand.now() + someTime(random));
        case 3 -> item.end();
        default -> {
          hand.after(someTime(random));
          final Set<Item> due = new HashSet<>();
          for (final Item each : items) {
            if (!each.killed && each.deadline() != Timed.NONE && each.deadline() <= hand.now()) {
              due.add(each);
            }
          }
          final List<Item> fired = hand.turns();
          assertEquals(due, new HashSet<>(fired), "step " + step);
          assertEquals(due.size(), fired.size(), "none twice");
        }
      }
    }
    items.forEach(Item::end);
    hand.after(Duration.ofDays(36_500).toNanos()).turns();
    assertEquals(0, hand.wheel.entries());
  }

  /** From a nanosecond to a month, each magnitude as likely as any other. */
  private static long someTime(final Random random) {
    return random.nextLong() >>> 12 + random.nextInt(50);
  }

  // ---- used again

  @Test
  void shouldKeepOneEntryForAnObjectThatIsUsedAgain() {
    final Item item = hand.arm(hand.now() + 1_000 * TICK);
    for (int i = 0; i < 10_000; i++) {
      item.end();
      hand.wheel.arm(item, hand.after(TICK / 4).now() + 1_000 * TICK);
      assertEquals(List.of(), hand.turns());
      assertEquals(1, hand.wheel.entries());
    }
    assertEquals(List.of(item), hand.at(item.deadline()).turns());
  }

  @Test
  void shouldFireAtTheEarlierOfTwoDeadlinesIfThatIsSetLast() {
    final Item item = hand.arm(hand.now() + 1_000 * TICK);
    hand.turns();
    hand.wheel.arm(item, hand.now() + 10 * TICK);
    assertEquals(List.of(item), hand.after(10 * TICK).turns());
    assertEquals(List.of(), hand.after(2_000 * TICK).turns());
    assertEquals(0, hand.wheel.entries());
  }

  @Test
  void shouldFireAtTheLaterOfTwoDeadlinesIfThatIsSetLast() {
    final Item item = hand.arm(hand.now() + 10 * TICK);
    hand.turns();
    hand.wheel.arm(item, hand.now() + 1_000 * TICK);
    assertEquals(List.of(), hand.after(999 * TICK).turns());
    assertEquals(List.of(item), hand.after(TICK).turns());
  }

  /** The user's thread is stopped by the system, after it has found the entry too late, and before it has pushed. */
  @Test
  void shouldFireThoughItsUserIsStoppedWhileItMakesTheDeadlineEarlier() {
    final long earlier = hand.now() + 10 * TICK;
    final Item item =
        new Item(1) {
          @Override
          protected long pending() {
            if (tickOf(filed()) > tick(earlier)) { // the agent has just filed it for the later one
              arm(earlier);
            }
            return super.pending();
          }
        };
    hand.wheel.arm(item, hand.now() + TICK);
    hand.turns();
    hand.wheel.arm(item, hand.now() + 1_000 * TICK);
    hand.after(TICK).turns();
    assertEquals(List.of(item), hand.at(earlier).turns());
  }

  @Test
  void shouldMoveDownWhatItsUserIsMakingEarlier() {
    final long due = hand.now() + 2_000 * TICK;
    final Item item = hand.arm(due);
    hand.turns();
    item.arm(due - TICK); // and does not push
    for (int i = 0; i < 1_998; i++) {
      assertEquals(List.of(), hand.after(TICK).turns());
    }
    assertEquals(List.of(item), hand.at(due).turns());
  }

  @Test
  void shouldNotSweepAwayWhatItsUserIsMakingEarlier() {
    final long due = hand.now() + Duration.ofMinutes(2).toNanos();
    final Item item = hand.arm(due);
    hand.turns();
    item.arm(due - TICK); // and does not push
    hand.after(Duration.ofSeconds(61).toNanos()).turns();
    assertEquals(1, hand.wheel.entries());
    assertEquals(List.of(item), hand.at(due).turns());
  }

  @Test
  void shouldFireOnceThoughItIsArmedTwiceBeforeATurn() {
    final Item item = hand.arm(hand.now() + 1_000 * TICK);
    hand.wheel.arm(item, hand.now() + 10 * TICK);
    assertEquals(List.of(item), hand.after(2_000 * TICK).turns());
    assertEquals(0, hand.wheel.entries());
  }

  @Test
  void shouldFireForTheNextRunWithTheVerySameDeadline() {
    final long due = hand.now() + TICK;
    final Item item = hand.arm(due);
    assertEquals(List.of(item), hand.at(due).turns());
    item.end();
    hand.wheel.arm(item, due);
    assertEquals(List.of(item), hand.turns());
  }

  @Test
  void shouldNotFireWhatWasTakenBack() {
    final Item item = hand.arm(hand.now() + TICK);
    hand.turns();
    item.end();
    assertEquals(List.of(), hand.after(2 * TICK).turns());
    assertEquals(0, hand.wheel.entries());
  }

  /** Each time the object is filed earlier, an entry that does not count is left behind. */
  @Test
  void shouldNotKeepEntriesOfAnObjectThatIsFiledEarlierAgainAndAgain() {
    final Item item = new Item(1);
    int most = 0;
    for (int i = 0; i < 3 * Sweeper.FEW; i++) {
      hand.wheel.arm(item, hand.now() + 1_000_000 * TICK);
      hand.turns();
      hand.wheel.arm(item, hand.now() + 1);
      hand.after(1);
      assertEquals(List.of(item), hand.turns());
      item.end();
      most = Math.max(most, hand.wheel.entries());
    }
    assertTrue(most <= Sweeper.FEW + 10, most + " entries");
  }

  @Test
  void shouldNotFileWhatIsTakenBackByTheThreadThatFiledIt() {
    final Item below = hand.arm(hand.now() + TICK);
    final Item item = new Item(1);
    for (int i = 0; i < 10; i++) {
      hand.wheel.arm(item, hand.now() + TICK);
      hand.wheel.disarm(item);
      assertEquals(0, item.filed());
    }
    assertEquals(List.of(below), hand.after(2 * TICK).turns());
  }

  @Test
  void shouldFireThoughItTookItsDeadlineBackBefore() {
    final Item item = hand.arm(hand.now() + TICK);
    hand.wheel.disarm(item);
    hand.wheel.arm(item, hand.now() + 2 * TICK);
    assertEquals(List.of(), hand.after(TICK).turns());
    assertEquals(List.of(item), hand.after(TICK).turns());
  }

  @Test
  void shouldNotTakeOthersOutOfTheInbox() {
    final Item item = hand.arm(hand.now() + TICK);
    final Item above = hand.arm(hand.now() + TICK);
    hand.wheel.disarm(item);
    assertEquals(List.of(above), hand.after(TICK).turns());
  }

  // ---- what is left

  @Test
  void shouldNotFileWhatHasEndedByTheNextTurn() {
    hand.arm(hand.now() + 1_000 * TICK).end();
    hand.turns();
    assertEquals(0, hand.wheel.entries());
  }

  /** A million a second that end after five milliseconds, with deadlines of ten seconds: K8. */
  @Test
  void shouldNotPileUpWhatEndedEarly() {
    final int perTick = 1_000;
    final List<List<Item>> running = new ArrayList<>();
    int most = 0;
    for (int tick = 0; tick < 2_000; tick++) {
      final List<Item> begun = new ArrayList<>();
      for (int i = 0; i < perTick; i++) {
        begun.add(hand.arm(hand.now() + Duration.ofSeconds(10).toNanos()));
      }
      running.add(begun);
      if (running.size() > 5) {
        running.remove(0).forEach(Item::end);
      }
      assertEquals(List.of(), hand.after(TICK).turns());
      most = Math.max(most, hand.wheel.entries());
    }
    assertTrue(most <= Sweeper.FEW + 20 * perTick, most + " entries for " + 5 * perTick + " that run");
  }

  @Test
  void shouldKeepAtMostTwiceWhatRunsAndNoLessThanThat() {
    final int run = 200_000;
    final List<Item> alive = IntStream.range(0, run).mapToObj(i -> hand.arm(hand.now() + 50_000 * TICK)).toList();
    hand.turns();
    int most = 0;
    for (int i = 0; i < 1_000_000; i++) {
      final Item item = hand.arm(hand.now() + 40_000 * TICK);
      if (i % 1_000 == 0) {
        hand.after(TICK).turns();
        most = Math.max(most, hand.wheel.entries());
      }
      item.end();
    }
    assertTrue(most < 2.2 * run, most + " entries");
    assertEquals(new HashSet<>(alive), new HashSet<>(hand.after(50_000 * TICK).turns()));
  }

  @Test
  void shouldSweepOnceAMinute() {
    for (int i = 0; i < 1_000; i++) {
      final Item item = hand.arm(hand.now() + Duration.ofDays(1).toNanos());
      hand.turns();
      item.end();
    }
    assertEquals(1_000, hand.wheel.entries());
    hand.after(Duration.ofMinutes(1).toNanos()).turns();
    hand.turns();
    assertEquals(0, hand.wheel.entries());
  }

  /** The sweep goes in slices, while entries come, go and move down. */
  @Test
  void shouldFireOnTimeWhileASweepGoesOn() {
    final Random random = new Random(1);
    final List<Item> ended = new ArrayList<>();
    final Set<Item> waiting = new HashSet<>();
    for (int i = 0; i < 300_000; i++) {
      final Item item = hand.arm(hand.now() + random.nextInt(20_000) * TICK);
      (i % 3 == 0 ? waiting : ended).add(item);
    }
    hand.turns();
    waiting.removeAll(hand.fired);
    ended.forEach(Item::end);
    for (int tick = 0; tick < 20_001; tick++) {
      for (int i = 0; i < 10 && tick < 10_000; i++) {
        waiting.add(hand.arm(hand.now() + (1 + random.nextInt(10_000)) * TICK));
      }
      for (final Item item : hand.after(TICK).turns()) {
        assertTrue(item.deadline() > hand.now() - TICK, item + " on time");
        assertTrue(waiting.remove(item), item + " was not to fire, or fired twice");
      }
    }
    assertEquals(Set.of(), waiting);
    assertEquals(0, hand.wheel.entries());
  }

  // ---- slices

  @Test
  void shouldFireInSlices() {
    final int count = 100_000;
    final long due = hand.now() + 300 * TICK;
    IntStream.range(0, count).forEach(i -> hand.arm(due));
    hand.turns();
    hand.at(due);
    int turns = 0;
    boolean more = true;
    while (more) {
      final int before = hand.fired.size();
      more = hand.turn();
      assertTrue(hand.fired.size() - before <= TimingWheel.SLICE);
      turns++;
    }
    assertEquals(count, hand.fired.size());
    assertTrue(turns <= count / TimingWheel.SLICE + 2, turns + " turns");
  }

  @Test
  void shouldTakeOutOfTheInboxInSlices() {
    final int count = 3 * TimingWheel.SLICE;
    IntStream.range(0, count).forEach(i -> hand.arm(hand.now() + 300 * TICK));
    assertTrue(hand.turn());
    assertEquals(TimingWheel.SLICE, hand.wheel.entries());
    assertTrue(hand.turn());
    assertTrue(hand.turn());
    assertFalse(hand.turn());
    assertEquals(count, hand.wheel.entries());
  }

  /** What a bucket of an upper level holds is moved down while the ticks before it pass. */
  @Test
  void shouldBeDoneWithMovingDownBeforeItIsNeeded() {
    final int count = 200 * TimingWheel.SLICE;
    final long start = 1_024 * TICK;
    IntStream.range(0, count).forEach(i -> hand.arm(start + 256 * TICK));
    hand.turns();
    for (long tick = 2; tick <= 1_024 + 255; tick++) {
      assertFalse(hand.at(tick * TICK).turn(), "behind at tick " + tick);
    }
    hand.after(TICK);
    for (int fired = 0; fired < count; fired += TimingWheel.SLICE) {
      assertEquals(fired, hand.fired.size());
      hand.turn();
    }
    assertEquals(count, hand.fired.size());
  }

  // ---- errors

  @Test
  void shouldOfferAgainWhatTheHandlerFailedFor() {
    final Item item = hand.arm(hand.now());
    hand.fails = true;
    assertThrows(IllegalStateException.class, hand::turn);
    hand.fails = false;
    assertEquals(List.of(item), hand.turns());
  }

  // ---- without memory

  @Test
  void shouldFileLaterWhatThereWasNoMemoryToFile() {
    hand.turns();
    final Item near = hand.arm(hand.now() + 3 * TICK);
    final Item far = hand.arm(hand.now() + 3_000 * TICK);
    hand.turnsWithoutMemory(3);
    assertEquals(List.of(near), hand.after(4 * TICK).turns());
    assertEquals(List.of(far), hand.after(3_000 * TICK).turns());
  }

  @Test
  void shouldFireOnceWhatIsArmedAgainWhileThereIsNoMemoryToFileIt() {
    hand.turns();
    final Item later = hand.arm(hand.now() + 3 * TICK);
    final Item earlier = hand.arm(hand.now() + 3_000 * TICK);
    final Item never = hand.arm(hand.now() + 3 * TICK);
    hand.turnsWithoutMemory(4);
    hand.wheel.arm(later, hand.now() + 20 * TICK);
    hand.wheel.arm(earlier, hand.now() + 10 * TICK);
    hand.wheel.disarm(never);
    hand.turnsWithoutMemory(1);
    assertEquals(List.of(), hand.after(9 * TICK).turns());
    assertEquals(List.of(earlier), hand.after(2 * TICK).turns());
    assertEquals(List.of(later), hand.after(10 * TICK).turns());
    assertEquals(List.of(), hand.after(4_000 * TICK).turns());
    assertEquals(0, hand.wheel.entries());
  }

  @Test
  void shouldLoseNothingWhenThereIsNoMemoryToMoveEntriesDown() {
    hand.turns();
    final Item[] items =
        IntStream.range(0, 20).mapToObj(i -> hand.arm(hand.now() + (600 + i) * TICK)).toArray(Item[]::new);
    hand.turns();
    hand.after(400 * TICK).turnsWithoutMemory(5);
    assertEquals(Set.of(items), new HashSet<>(hand.after(300 * TICK).turns()));
    assertEquals(0, hand.wheel.entries());
  }

  @Test
  void shouldLoseNothingOfAGroupThatThereIsNoMemoryToFileAgain() {
    hand.turns();
    final Item[] items =
        IntStream.range(0, 20).mapToObj(i -> hand.arm(hand.now() + 2 * TICK)).toArray(Item[]::new);
    hand.turns();
    hand.later = 50 * TICK;
    hand.after(3 * TICK).turnsWithoutMemory(7);
    hand.later = 0;
    assertEquals(Set.of(items), new HashSet<>(hand.after(60 * TICK).turns()));
    assertEquals(0, hand.wheel.entries());
  }
}
