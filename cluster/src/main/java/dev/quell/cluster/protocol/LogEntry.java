package dev.quell.cluster.protocol;

import org.jspecify.annotations.Nullable;

/** An entry in the own log, with its age and what the own core made of it. */
final class LogEntry {
  final Entry entry;
  final int bytes;
  private final long baseWaking;
  private final long ageAtBase;
  private @Nullable Outcome outcome; // the first answer, and the only one (C4); null until it is applied
  private boolean complete;

  /** @param ageAtBase how old the entry was at most, in true time, when the own clock showed {@code baseWaking} */
  LogEntry(final Entry entry, final long baseWaking, final long ageAtBase) {
    this.entry = entry;
    this.bytes = Requests.bytesOf(entry);
    this.baseWaking = baseWaking;
    this.ageAtBase = ageAtBase;
  }

  /** What stays when this gives way. */
  LogEntry dropped(final long from) {
    return new LogEntry(new Entry(entry.id(), new Deed.Dropped(from), entry.targets()), baseWaking, ageAtBase);
  }

  /** The first entry that this is or stands for. */
  long firstGone() {
    return entry.deed() instanceof Deed.Dropped gone ? gone.from() : sequence();
  }

  long sequence() {
    return entry.id().sequence();
  }

  /** How long ago it was called, at most, in true time: each holder rounds up (P). */
  long age(final Turn turn, final Rates rates) {
    return ageAtBase + rates.atMost(turn.at().waking() - baseWaking + MemberClock.UNSEEN_NANOS);
  }

  boolean isApplied() {
    return outcome != null;
  }

  void apply(final Outcome done, final boolean isComplete) {
    outcome = done;
    complete = isComplete;
  }

  /** The answer to its caller; null until it is applied. */
  Body.@Nullable Answer answer() {
    return outcome == null ? null : new Body.Answer(entry.id(), outcome, complete);
  }
}
