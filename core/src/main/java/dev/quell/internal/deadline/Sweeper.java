package dev.quell.internal.deadline;

import java.util.concurrent.TimeUnit;

/**
 * Takes objects out of the wheel that have no deadline any more. It starts when the wheel has twice the entries that
 * were left by the last sweep, and else once a minute. So what the wheel keeps alive is bounded by what has a deadline,
 * and each object that is filed pays for a look or two. One turn does a slice. For the agent's thread.
 *
 * <p>It goes from the top ring down, because entries do: none gets behind it.
 */
final class Sweeper implements Bucket.Keeper {
  /** Entries that are not worth a sweep. */
  static final int FEW = 65_536;

  private static final int SLICE = 8_192;
  /** It looks at more entries than come, so that it comes to an end. */
  private static final int FASTER = 4;
  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Levels levels;
  private int enough = FEW;
  private long endedNanos;
  private boolean sweeping;
  private int level;
  private int slot;

  Sweeper(final Levels levels) {
    this.levels = levels;
  }

  /** Does a slice, if there is anything to do. */
  void turn(final long nowNanos, final int arrived) {
    if (!sweeping && !starts(nowNanos)) {
      return;
    }
    int left = Math.max(SLICE, FASTER * arrived);
    while (left > 0 && level >= 0) {
      left -= slice(left);
    }
    if (level < 0) {
      sweeping = false;
      enough = Math.max(FEW, 2 * levels.entries());
      endedNanos = nowNanos;
    }
  }

  private boolean starts(final long nowNanos) {
    if (levels.entries() <= enough && (levels.entries() == 0 || nowNanos - endedNanos < PERIOD_NANOS)) {
      return false;
    }
    sweeping = true;
    level = Levels.COUNT - 1;
    slot = 0;
    return true;
  }

  /** Sweeps on in one bucket, and returns how many entries it has looked at; an empty bucket counts as one. */
  private int slice(final int most) {
    final Bucket bucket = levels.bucket(level, slot);
    final int looked = bucket == null ? 0 : bucket.sweep(most, this);
    if (looked < most) {
      if (bucket != null) {
        levels.removed(level, bucket.trim());
      }
      slot++;
      if (slot == levels.slots(level)) {
        slot = 0;
        level--;
      }
    }
    return Math.max(1, looked);
  }

  @Override
  public boolean keeps(final Timed timed, final int index) {
    if (!levels.counts(timed, Timed.tickOf(timed.filed()), level, slot, index)) {
      return false;
    }
    if (timed.deadline() != Timed.NONE) {
      return true;
    }
    levels.file(timed); // files it again if it has a deadline by now
    return false;
  }

  @Override
  public void moved(final Timed timed, final int index) {
    Levels.moved(timed, level, index);
  }
}
