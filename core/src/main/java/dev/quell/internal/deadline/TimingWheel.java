package dev.quell.internal.deadline;

import dev.quell.internal.services.Apart;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timing wheel (after G. Varghese and A. Lauck, SOSP 1987). It costs in proportion to what is filed and
 * to what falls due, whatever is pending. An object that has been filed early enough costs nothing when its deadline is
 * set again, and nothing when it is taken back.
 *
 * <p>A turn of the agent is bounded. What it does not get done it does in the next turn.
 *
 * <p><b>Threads:</b> {@link #arm} and {@link #disarm} for the user of the object, {@link #turn} for the agent: one
 * thread at a time. <b>Progress:</b> lock-free.
 *
 * @param <T> what has the deadlines
 */
public final class TimingWheel<T extends Timed> extends Apart {
  /** What one turn takes out of the inboxes, looks at because it may be due, and moves down ahead of time. */
  static final int SLICE = 8_192;

  private static final int LEAST_STACKS = 16;
  private static final int STACKS_PER_PROCESSOR = 8;

  private final Inbox inbox;
  private final Levels levels;
  private final Sweeper sweeper;
  private final @Nullable Timed[] group = new Timed[Expiry.GROUP];
  private int grouped;
  private @Nullable Timed kept; // what could not be filed for want of memory
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  public TimingWheel() {
    this(
        Integer.highestOneBit(
            Math.max(LEAST_STACKS, STACKS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors())),
        Bucket::new);
  }

  /** @param stacks how many threads can push without meeting another; a power of two */
  TimingWheel(final int stacks) {
    this(stacks, Bucket::new);
  }

  /**
   * @param stacks how many threads can push without meeting another; a power of two
   * @param buckets makes an empty bucket
   */
  TimingWheel(final int stacks, final Supplier<Bucket> buckets) {
    inbox = new Inbox(stacks);
    levels = new Levels(buckets, this::keep);
    sweeper = new Sweeper(levels);
  }

  /** Sets the deadline of the object, in core nanoseconds. It replaces another one. */
  public void arm(final T object, final long nanos) {
    if (object.arm(nanos)) {
      inbox.push(object);
    }
  }

  /**
   * Takes the deadline of the object back. As a rule the object stays filed, and the agent finds out when it comes
   * there. But one that has just been filed by the same thread goes at once: so a thread that makes a new object each
   * time leaves nothing to the agent.
   */
  public void disarm(final T object) {
    if (object.disarm() && inbox.withdraw(object)) {
      object.takenOut();
    }
  }

  /**
   * Deals with what is due at {@code nowNanos}. True if there is more to be done at once. If the process runs out of
   * memory this throws, and loses nothing: the next turn goes on.
   *
   * @param nowNanos core time, never less than in the last turn
   * @param expiry is given what is due, and perhaps what was a moment ago
   */
  public boolean turn(final long nowNanos, final Expiry<? super T> expiry) {
    levels.allow(SLICE);
    int arrived = SLICE;
    boolean behind = true;
    try {
      fileKept();
      arrived = drain();
    } finally { // also without memory to file what has come: what is due by now needs none
      behind = fire(nowNanos, expiry);
    }
    levels.settleAhead();
    sweeper.turn(nowNanos, arrived);
    return behind || arrived == SLICE;
  }

  /** The number of entries in the wheel, inboxes not counted: what the wheel keeps alive at most. A hint to others. */
  public int entries() {
    return levels.entries();
  }

  /** Keeps what there is no memory to file, until the next turn. */
  private void keep(final Timed timed) {
    if (timed.keep()) { // else it is in an inbox
      timed.next = kept; // TW-I2
      kept = timed;
    }
  }

  private void fileKept() {
    for (Timed timed = kept; timed != null; timed = kept) {
      kept = timed.next;
      timed.next = null; // TW-I2; it may outlive the others
      takeOut(timed);
    }
  }

  private void takeOut(final Timed timed) {
    timed.takenOut(); // TW-I2
    levels.fileEarlier(timed);
  }

  private int drain() {
    for (int count = 0; count < SLICE; count++) {
      final Timed timed = inbox.poll();
      if (timed == null) {
        return count;
      }
      takeOut(timed);
    }
    return SLICE;
  }

  /** Offers what is due. True if it has to stop before the end. */
  private boolean fire(final long nowNanos, final Expiry<? super T> expiry) {
    final long now = Timed.tick(nowNanos);
    boolean admits = true;
    for (int left = SLICE; left > 0;) {
      for (; left > 0 && levels.hasPresent(); left--) {
        final Timed timed = levels.takePresent();
        if (timed != null) {
          visit(timed, nowNanos, expiry);
        }
      }
      settle(expiry);
      if (left > 0 && !(admits && levels.admit())) {
        if (levels.current() >= now) {
          return false;
        }
        if (!levels.step(now)) {
          return true;
        }
      }
      admits = levels.current() < now; // what is filed for this very tick again is not due yet
    }
    return true;
  }

  private void visit(final Timed timed, final long nowNanos, final Expiry<? super T> expiry) {
    if (isDue(timed.deadline(), nowNanos)) {
      offer(timed, nowNanos, expiry);
    } else {
      levels.file(timed);
    }
  }

  private static boolean isDue(final long deadline, final long nowNanos) {
    return deadline != Timed.NONE && deadline <= nowNanos;
  }

  @SuppressWarnings("unchecked") // only these are ever armed
  private void offer(final Timed timed, final long nowNanos, final Expiry<? super T> expiry) {
    group[grouped] = timed;
    grouped++;
    expiry.offer((T) timed, nowNanos);
    if (grouped == Expiry.GROUP) {
      settle(expiry);
    }
  }

  /** Ends a group. What has another deadline by now, or was not dealt with, is filed again. */
  @SuppressWarnings("NullAway") // what is in the group
  private void settle(final Expiry<? super T> expiry) {
    if (grouped == 0) {
      return;
    }
    try {
      expiry.settle();
    } finally {
      while (grouped > 0) { // if one throws, the others are still there for the next turn
        grouped--;
        final Timed timed = group[grouped];
        group[grouped] = null;
        levels.file(timed);
      }
    }
  }
}
