package dev.quell.cluster.protocol;

import dev.quell.cluster.protocol.Message.Echo;
import org.jspecify.annotations.Nullable;

/**
 * An entry that has come, with what is known of its sending.
 *
 * @param entry what
 * @param age how long before the sending it was called, at most, in true time
 * @param lease how long after the sending its call does not return without the answer, on the caller's clock
 * @param sent when it was sent at the earliest, on the own clocks
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

  /** As it is kept in the own log. */
  LogEntry logEntry() {
    return new LogEntry(entry, sent.waking, age);
  }

  /**
   * Whether the call that it is from cannot have returned yet: then all that runs may be hit (C1, C3). The caller
   * does not return within the lease; this member counts it from the earliest moment at which the message can have
   * been sent.
   */
  boolean isLeased(final Turn turn, final Rates rates) {
    return isFromCaller() && lease > 0
        && turn.at().waking() + MemberClock.UNSEEN_NANOS
            <= sent.waking + rates.shownAtLeast(rates.atLeast(lease));
  }

  /**
   * When a message was sent at the earliest: its sender had heard a reading of this member before that.
   *
   * @param steady on the own steady clock
   * @param waking on the own waking clock
   * @param hold how long the sender had held the reading: what the bound loses grows with it
   */
  record Sent(long steady, long waking, long hold) {

    /** Null if the sender had heard nothing of this member in this life. */
    static @Nullable Sent of(final @Nullable Echo echo, final MemberId self, final Turn turn, final Rates rates) {
      if (echo == null || echo.incarnation() != self.incarnation()) {
        return null; // a reading of another life means nothing to this clock
      }
      if (echo.reading().steady() > turn.at().steady() || echo.reading().waking() > turn.at().waking()) {
        return null; // not a reading of this member: it is of the future
      }
      final long held = rates.shownAtLeast(rates.atLeast(echo.holdNanos()));
      return new Sent(
          Math.min(echo.reading().steady() + held, turn.at().steady()),
          Math.min(echo.reading().waking() + held, turn.at().waking()), echo.holdNanos());
    }
  }
}
