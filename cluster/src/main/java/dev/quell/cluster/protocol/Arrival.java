package dev.quell.cluster.protocol;

import dev.quell.cluster.protocol.Message.Echo;
import org.jspecify.annotations.Nullable;

/**
 * An entry that has come, with what is known of its sending.
 *
 * @param entry what
 * @param age how long before the sending it was called, at most, in true time
 * @param lease how long after the sending its call does not return without the answer, on the caller's clock
 * @param sent what the own clocks say of the sending
 * @param from who sent it
 */
record Arrival(Entry entry, long age, long lease, Sent sent, MemberId from) {

  long sequence() {
    return entry.id().sequence();
  }

  /** The first entry that it is or stands for. */
  long first() {
    return entry.deed() instanceof Deed.Dropped dropped ? dropped.from() : sequence();
  }

  boolean isFromCaller() {
    return from.equals(entry.id().origin());
  }

  /** As it is kept in the own log: its age is counted from before the sending. */
  LogEntry logEntry() {
    return new LogEntry(entry, sent.waking, age);
  }

  /** The same for one that {@link #isLeased}: no more than the lease has passed since the sending. */
  LogEntry leasedLogEntry(final Turn turn, final Rates rates) {
    final long passed = Math.min(lease, turn.at().waking() - sent.waking);
    return new LogEntry(entry, turn.at().waking(), age + rates.atMost(passed));
  }

  /**
   * Whether the call that it is from cannot have returned yet: then all that runs may be hit (C1, C3). The caller
   * does not return within the lease; this member counts it from when the message was sent by its estimate.
   */
  boolean isLeased(final Turn turn, final Rates rates) {
    return isFromCaller() && lease > 0
        && turn.at().waking() + MemberClock.UNSEEN_NANOS
            <= sent.estimate + rates.shownAtLeast(rates.atLeast(lease));
  }

  /**
   * A message was sent after the reading of this member that its sender had heard, whatever any clock does.
   *
   * <p>How long after, by the sender's clock, makes an estimate. It is too late if this machine stood still between the
   * reading and the sending and no clock shows it, be that before the call or after. A lease has to use it, or every
   * kill would have to be asked for; a {@link Bound} must not, for its F is wrong for the same reason.
   *
   * @param steady the reading, on the own steady clock
   * @param waking the reading, on the own waking clock
   * @param estimate when it was sent at the earliest if this machine has not stood unseen, on the own waking clock
   * @param hold how long the sender had held the reading: what is spared for nothing grows with it
   */
  record Sent(long steady, long waking, long estimate, long hold) {

    /** Null if the sender had heard nothing of this member in this life. */
    static @Nullable Sent of(final @Nullable Echo echo, final MemberId self, final Turn turn, final Rates rates) {
      if (echo == null || !self.isSameLife(echo.incarnation())) {
        return null; // a reading of another life means nothing to this clock
      }
      if (echo.reading().steady() > turn.at().steady() || echo.reading().waking() > turn.at().waking()) {
        return null; // not a reading of this member: it is of the future
      }
      final long held = rates.shownAtLeast(rates.atLeast(echo.holdNanos()));
      return new Sent(
          echo.reading().steady(), echo.reading().waking(),
          Math.min(echo.reading().waking() + held, turn.at().waking()), echo.holdNanos());
    }
  }
}
