package dev.quell.cluster.protocol;

import org.jspecify.annotations.Nullable;

/** Another member, in the latest of its lives that is known. Times are on the own steady clock. */
final class Peer {
  static final long NEVER = Long.MIN_VALUE / 2;

  final MemberId member;
  private @Nullable Reading reading; // its newest that was heard (A); null if it was never heard itself
  private long readAt; // when that was heard
  long heardAt = NEVER; // when anything was heard of it itself
  long heardByAnyone;
  long sentAt = NEVER; // when anything was sent to it
  long digestAt = NEVER; // when a digest was sent to it
  long acknowledged; // of the own entries, it has applied those up to here
  boolean digestHeard;
  boolean missing;
  boolean left;

  Peer(final MemberId member, final long heardByAnyone) {
    this.member = member;
    this.heardByAnyone = heardByAnyone;
  }

  String name() {
    return member.name();
  }

  void heard(final Reading of, final long now) {
    if (reading == null || of.steady() > reading.steady()) {
      reading = of;
      readAt = now;
    }
    heardAt = now;
    heardByAnyone = now;
  }

  boolean inTouch(final long now, final long silence) {
    return !left && heardAt != NEVER && now - heardAt <= silence;
  }

  /** Its newest reading and how long ago it was heard; null if there is none. */
  Message.@Nullable Echo echo(final long now) {
    return reading == null ? null : new Message.Echo(member.incarnation(), reading, now - readAt);
  }

  /** What a kill that is called now says of it; null if it was never heard itself. */
  Entry.@Nullable Target target(final long now) {
    return reading == null ? null : new Entry.Target(member, reading, now - readAt);
  }
}
