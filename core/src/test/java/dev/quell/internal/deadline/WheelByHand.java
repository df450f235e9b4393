package dev.quell.internal.deadline;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;

/** A wheel whose time a test moves, and that keeps what was offered. */
final class WheelByHand implements Expiry<Item> {
  static final long TICK = 1L << Timed.TICK_BITS;

  final TimingWheel<Item> wheel = new TimingWheel<>(1, this::bucket);
  final List<Item> fired = new ArrayList<>();
  private final List<Item> group = new ArrayList<>();
  private long now = 1_000_000;
  private int numbers;
  boolean fails;
  long later; // if not zero, what is due has its deadline put off by so much
  boolean full; // no memory for another bucket

  private Bucket bucket() {
    if (full) {
      throw new OutOfMemoryError("no bucket");
    }
    return new Bucket();
  }

  long now() {
    return now;
  }

  /** A new item with a deadline. */
  Item arm(final long nanos) {
    numbers++;
    final Item item = new Item(numbers);
    wheel.arm(item, nanos);
    return item;
  }

  /** Moves time. */
  WheelByHand at(final long nanos) {
    now = nanos;
    return this;
  }

  WheelByHand after(final long nanos) {
    return at(now + nanos);
  }

  /** One turn. */
  boolean turn() {
    return wheel.turn(now, this);
  }

  /** Turns for which there is no memory. */
  WheelByHand turnsWithoutMemory(final int turns) {
    full = true;
    for (int i = 0; i < turns; i++) {
      assertThrows(OutOfMemoryError.class, this::turn);
    }
    full = false;
    return this;
  }

  /** As many turns as there is something to do for. Returns what has fired in them. */
  List<Item> turns() {
    fired.clear();
    boolean more = true;
    while (more) {
      more = turn();
    }
    return List.copyOf(fired);
  }

  @Override
  public void offer(final Item item, final long nowNanos) {
    if (!item.killed && item.deadline() != Timed.NONE && item.deadline() <= nowNanos) {
      group.add(item);
    }
  }

  @Override
  public void settle() {
    if (fails) {
      group.clear();
      throw new IllegalStateException("fails");
    }
    if (later != 0) {
      group.forEach(item -> wheel.arm(item, now + later));
      group.clear();
    }
    group.forEach(item -> item.killed = true);
    fired.addAll(group);
    group.clear();
  }
}
