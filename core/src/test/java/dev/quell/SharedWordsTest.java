package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.internal.bag.Spreads;
import dev.quell.internal.owner.Bags;
import dev.quell.testing.Words;
import dev.quell.testing.Words.Word;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Which words two threads both write that work in different sessions, of different owners unless said (K12). A word
 * that comes to a path, or leaves it, fails here. Hashes with secrets choose the lines of tables, so two threads meet
 * in one by chance: a word counts if they meet in it with other UUIDs, owners and labels too.
 */
class SharedWordsTest {
  private static final int WARM = 3;
  private static final int TRIES = 3;
  /** The JDK's adders part by themselves when two threads meet in one. */
  private static final String ADDER = "LongAdder";
  private static final Role EVERYBODY = Role.of("everybody", "shop");

  private static final Role MANY = Role.of("many", "shop");

  private static final Owner ALL = Owner.of("all", "shop", EVERYBODY);
  private static final Owner CROWD = Owner.of("crowd", "shop");

  /** One thread, with what it works on. */
  private static final class Side {
    final ExecutorService thread = Executors.newSingleThreadExecutor();
    final KillCore core;
    final int number;
    final Owner owner;
    final KillRequest own;
    final Session session;
    final Operation operation;
    final Operation sessionless;
    final Operation pinner;
    final Cursor<AutoCloseable> pinned;
    int turn;
    Session opened;
    Operation fresh;
    Cursor<AutoCloseable> cursor;

    Side(final VirtualCore hand, final int number) throws Exception {
      this.core = hand.core;
      this.number = number;
      this.owner = Owner.of("side" + number, "shop");
      this.own = KillRequest.of(KillPattern.owner(owner.uid()));
      this.session = on(() -> hand.session(number, owner));
      this.operation = on(core::operation);
      this.sessionless = on(core::operation);
      this.pinner = on(() -> session.begin("pins"));
      this.pinned = on(() -> hand.session(number + 100, owner).openCursor(() -> {}));
    }

    <T> T on(final Callable<T> step) throws Exception {
      return thread.submit(step).get();
    }

    void open(final Owner by) {
      turn++;
      opened = core.session(number, turn << 8, by);
    }

    Owner stranger(final Role role) {
      return Owner.of("stranger" + number + "-" + turn, "shop", role);
    }

    Labels labels() {
      turn++;
      return Labels.of("side" + number, Integer.toString(turn));
    }
  }

  private interface Step {
    void run(Side side) throws Exception;
  }

  /** The steps of a path, and the words that both threads write. */
  private record Path(String name, List<String> shared, List<Step> steps) {
    static Path of(final String name, final List<String> shared, final Step... steps) {
      return new Path(name, shared, List.of(steps));
    }

    boolean writes() {
      return !name.equals("find");
    }
  }

  private static Stream<Path> paths() {
    return Stream.of(
        Path.of(
            "begin, poll, end",
            List.of(),
            side -> side.session.begin(side.operation), side -> side.operation.check(), side -> side.operation.close()),
        Path.of(
            "begin, end of a new object",
            List.of(),
            side -> side.fresh = side.session.begin("new"), side -> side.fresh.close()),
        Path.of("find", List.of(), side -> side.core.findSession(side.session.id(), side.owner.uid())),
        Path.of("pin, unpin", List.of(), side -> side.pinned.pin(side.pinner), side -> side.pinned.unpin()),
        Path.of(
            "begin, deadline, end",
            List.of(),
            side -> side.session.begin(side.operation),
            side -> side.operation.deadline(Duration.ofSeconds(10)),
            side -> side.operation.close()),
        Path.of(
            "begin, end without a session",
            List.of(),
            side -> side.core.begin(side.sessionless, "work"), side -> side.sessionless.close()),
        Path.of("open, end of a session", List.of(ADDER), side -> side.open(side.owner), side -> side.opened.end()),
        Path.of(
            "open, end of a session of one owner",
            List.of("Ints.bits", ADDER, "OwnerRecord.holders", "line 0 of int[]"),
            side -> side.open(ALL), side -> side.opened.end()),
        Path.of(
            "open, end of an owner's first session, one role",
            List.of(ADDER, "RefBag.holders", "Refs.bits", "line 0 of Object[]"),
            side -> side.open(side.stranger(EVERYBODY)), side -> side.opened.end()),
        Path.of(
            "open, end of a session of one owner with many, spread",
            List.of(ADDER),
            side -> side.open(CROWD), side -> side.opened.end()),
        Path.of(
            "open, end of an owner's first session, one role with many holders, spread",
            List.of(ADDER),
            side -> side.open(side.stranger(MANY)), side -> side.opened.end()),
        Path.of(
            "open, close of a cursor",
            List.of(ADDER),
            side -> side.cursor = side.session.openCursor(() -> {}), side -> side.cursor.close()),
        Path.of("relabel", List.of(), side -> side.session.relabel(side.labels())),
        Path.of("kill of an idle session", List.of(ADDER), side -> side.core.kill(side.own)),
        Path.of(
            "kill of an operation",
            List.of(ADDER),
            side -> side.session.begin(side.operation),
            side -> side.core.kill(side.own),
            side -> side.operation.close()));
  }

  private final VirtualCore hand = new VirtualCore();
  private final Side one;
  private final Side two;

  SharedWordsTest() throws Exception {
    hand.session(3, ALL);
    Owner holder = ALL;
    for (int i = 0; i < Spreads.enough(); i++) {
      hand.session(1_000 + i, CROWD);
      holder = Owner.of("holder" + i, "shop", MANY);
      hand.session(100_000 + i, holder);
    }
    Spreads.spread(Bags.sessions(CROWD));
    Spreads.spread(Bags.holders(holder));
    one = new Side(hand, 1);
    two = new Side(hand, 2);
  }

  @AfterEach
  void end() {
    one.thread.shutdown();
    two.thread.shutdown();
    hand.close();
  }

  @TestFactory
  Stream<DynamicTest> shouldShareNoOtherWords() {
    return paths().map(path -> DynamicTest.dynamicTest(path.name, () -> sharesWhatItSays(path)));
  }

  private void sharesWhatItSays(final Path path) throws Exception {
    for (int i = 0; i < WARM; i++) {
      written(path, one);
      written(path, two);
    }
    final Set<Word> always = new HashSet<>();
    for (int i = 0; i < TRIES; i++) {
      final Set<Word> both = written(path, one);
      final Set<Word> others = written(path, two);
      assertEquals(path.writes(), !both.isEmpty() && !others.isEmpty(), "it sees what is written");
      both.retainAll(others);
      if (i == 0) {
        always.addAll(both);
      }
      always.retainAll(both);
    }
    assertEquals(path.shared, List.copyOf(Words.names(always)));
  }

  private Set<Word> written(final Path path, final Side side) throws Exception {
    final Set<Word> all = new HashSet<>();
    Words before = new Words(hand.core);
    for (final Step step : path.steps) {
      side.on(() -> {
        step.run(side);
        return side;
      });
      final Words after = new Words(hand.core);
      all.addAll(after.changedSince(before));
      before = after;
    }
    return all;
  }
}
