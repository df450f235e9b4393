package dev.quell.cluster.protocol;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the parts of the state machine share: who this member is, its clock and marks, its log, and the others. */
final class Own {
  final Settings settings;
  final Rates rates;
  final Marks marks;
  final EntryLog log;
  final TreeMap<String, Peer> peers = new TreeMap<>();
  private final MemberClock clock;
  private MemberId self;
  private long sequence; // of the last own entry

  Own(final Settings settings, final Now now) {
    this.settings = settings;
    this.rates = new Rates(settings.clockRate());
    this.clock = new MemberClock(now);
    this.marks = new Marks(settings.tickNanos(), settings.logNanos());
    this.log = new EntryLog(settings, rates);
    this.self = new MemberId(settings.name(), settings.incarnation());
    marks.add(clock.read(now), now.cutOff());
  }

  Turn turn(final Now now, final List<Action> out) {
    return new Turn(now, clock.read(now), out);
  }

  MemberId self() {
    return self;
  }

  long sequence() {
    return sequence;
  }

  long nextSequence() {
    return ++sequence;
  }

  /**
   * Begins a new life, in which nothing was called yet. What the old one has called stays in the log, as of another.
   */
  void liveAgain(final long incarnation) {
    self = new MemberId(settings.name(), incarnation);
    sequence = 0;
  }

  boolean isInTouch(final @Nullable Peer peer, final Turn turn) {
    return peer != null && peer.inTouch(turn.steady(), settings.silenceNanos());
  }

  /** The peer in this life; null if it is not known, or lives another life now. */
  @Nullable
  Peer peer(final MemberId member) {
    final Peer peer = peers.get(member.name());
    return peer != null && peer.member.equals(member) ? peer : null;
  }

  void send(final String to, final Body body, final Turn turn) {
    final Peer peer = peers.get(to);
    final Message.Echo echo = peer == null ? null : peer.echo(turn.steady());
    if (peer != null) {
      peer.sentAt = turn.steady();
    }
    turn.out().add(new Action.Send(to, new Message(self, turn.at(), echo, body)));
  }
}
