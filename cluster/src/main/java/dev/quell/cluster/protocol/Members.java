package dev.quell.cluster.protocol;

import dev.quell.cluster.protocol.Body.Known;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Who the others are: those that were heard, and those that somebody has heard. */
final class Members {
  private static final int MOST_PEERS = 4_096;
  private static final int MOST_HINTS = 4_096;
  private static final long SECOND = 1_000_000_000;
  /** Two of one name take the name from each other: this often within a minute is no accident. */
  private static final int MOST_RENAMES = 3;
  private static final long RENAMES_NANOS = 60 * SECOND;
  private static final long DIGEST_AGAIN_NANOS = 100_000_000;
  private static final long RELAY_AFTER_NANOS = 200_000_000;
  /** How often others are looked after until one is taken for silent, or at each tick: a look at many takes a while. */
  private static final int WATCHES = 100;

  private final Own own;
  private final Inbox inbox;
  private final Calls calls;
  private final SplittableRandom random;
  /** Names that may be there and were not heard yet, with the time when they were asked last. */
  private final Map<String, Long> hints = new LinkedHashMap<>();
  private final long watchNanos;
  private long watchedAt = Peer.NEVER;
  private long digestAt = Peer.NEVER;
  private long sweptAt;
  private long renamedAt = Peer.NEVER; // the first time of those that count
  private int renames;
  private boolean nameTaken;
  private long lastHeardAt;
  private boolean fenced;

  Members(final Own own, final Inbox inbox, final Calls calls) {
    this.own = own;
    this.inbox = inbox;
    this.calls = calls;
    this.random = new SplittableRandom(own.settings.seed());
    final long apart = own.settings.silenceNanos() / WATCHES;
    this.watchNanos = apart > own.settings.tickNanos() ? apart : 0;
  }

  /** Whether all who may be there were heard. */
  boolean allHintsHeard() {
    return hints.isEmpty();
  }

  boolean anyDigestHeard() {
    return own.peers.values().stream().anyMatch(peer -> peer.digestHeard);
  }

  void hint(final String name, final boolean lives, final Turn turn) {
    final Peer peer = own.peers.get(name);
    if (name.equals(own.settings.name()) || name.isEmpty() || name.length() > MemberId.MAX_NAME_LENGTH) {
      return;
    }
    if (!lives) {
      hints.remove(name);
    } else if (peer == null || peer.left || !own.isInTouch(peer, turn)) {
      if (hints.size() < MOST_HINTS) {
        hints.putIfAbsent(name, Peer.NEVER);
      }
      askHinted(DIGEST_AGAIN_NANOS, turn);
    }
  }

  private void askHinted(final long again, final Turn turn) {
    for (final Map.Entry<String, Long> hint : hints.entrySet()) {
      if (turn.steady() - hint.getValue() >= again) {
        hint.setValue(turn.steady());
        sendDigest(hint.getKey(), true, turn);
      }
    }
  }

  /** The sender of a message; null if the message is not to be listened to. */
  @Nullable
  Peer heard(final String from, final Message message, final Turn turn) {
    final MemberId member = message.from();
    if (!member.name().equals(from)) {
      return null;
    }
    if (from.equals(own.settings.name())) {
      superseded(member.incarnation(), turn);
      return null;
    }
    Peer peer = own.peers.get(from);
    if (peer != null && member.incarnation() < peer.member.incarnation()) {
      if (!member.isSameLife(peer.member)) {
        own.send(from, new Body.Superseded(peer.member.incarnation()), turn);
      }
      return null;
    }
    if (peer == null || !member.equals(peer.member)) {
      peer = meet(member, turn.steady(), turn);
    }
    if (peer == null || peer.left) {
      return null;
    }
    final long silent = peer.heardAt == Peer.NEVER ? 0 : turn.steady() - peer.heardAt;
    peer.heard(message.reading(), turn.steady());
    lastHeardAt = turn.steady();
    hints.remove(from);
    if (peer.missing) {
      peer.missing = false;
      turn.tell(new Event.MemberBack(member, silent));
      sendDigest(from, true, turn);
    }
    return peer;
  }

  /** An id that was not known: of a new name, or a later life, with which the one before is over, or the same life. */
  private @Nullable Peer meet(final MemberId member, final long heardAt, final Turn turn) {
    final Peer before = own.peers.get(member.name());
    if (before == null && own.peers.size() >= MOST_PEERS) {
      return null;
    }
    if (before != null && before.member.isSameLife(member)) {
      final Peer renamed = before.renamed(member);
      own.peers.put(member.name(), renamed);
      return renamed;
    }
    final Peer fresh = new Peer(member, heardAt);
    own.peers.put(member.name(), fresh);
    if (before != null && !before.left) {
      over(before, turn);
    }
    turn.tell(new Event.MemberNew(member));
    return fresh;
  }

  /** The life has ended: nothing is left there that a kill is for. */
  private void over(final Peer peer, final Turn turn) {
    peer.left = true;
    peer.missing = false;
    own.log.ended(peer.member);
    calls.gone(peer.member, turn);
    turn.tell(new Event.MemberGone(peer.member));
  }

  /** What it has missed by now is gone from every log. It may live all the same, and be met again. */
  private void forget(final Peer peer, final Turn turn) {
    own.peers.remove(peer.name());
    turn.tell(new Event.MemberGone(peer.member));
  }

  void goodbye(final Peer from, final long sequence, final Turn turn) {
    final OriginLog log = own.log.of(from.member);
    if (log != null) {
      log.known = Math.max(log.known, sequence);
    }
    over(from, turn);
  }

  /** Somebody knows a later life of this name; or it is this one, and a message of an earlier one has come late. */
  void superseded(final long incarnation, final Turn turn) {
    if (incarnation > own.self().incarnation()) {
      rename(incarnation, turn);
    }
  }

  private void rename(final long incarnation, final Turn turn) {
    if (nameTaken) {
      return;
    }
    if (turn.steady() - renamedAt >= RENAMES_NANOS) {
      renamedAt = turn.steady();
      renames = 0;
    }
    if (++renames >= MOST_RENAMES) {
      nameTaken = true;
      turn.tell(new Event.NameTaken(new MemberId(own.settings.name(), incarnation)));
      return;
    }
    own.rename(incarnation);
    own.peers.values().forEach(peer -> peer.acknowledged = 0);
    own.peers.keySet().forEach(name -> sendDigest(name, true, turn));
  }

  void digest(final Peer from, final Body.Digest digest, final Turn turn) {
    from.digestHeard = true;
    boolean isBehind = false;
    long acknowledged = 0;
    final Map<MemberId, Long> theirs = new LinkedHashMap<>();
    for (final Known known : digest.members()) {
      theirs.put(known.member(), known.sequence());
      if (known.member().equals(own.self())) {
        acknowledged = known.sequence();
      } else {
        learn(known, turn);
      }
      lacking(known, from, turn);
    }
    if (acknowledged > own.sequence()) {
      rename(own.self().incarnation(), turn); // an earlier life has used this incarnation
      return;
    }
    from.acknowledged = Math.max(from.acknowledged, acknowledged);
    calls.acknowledged(from, theirs, turn);
    for (final OriginLog log : own.log.origins()) {
      isBehind |= theirs.getOrDefault(log.origin, 0L) < log.applied();
    }
    if (digest.asks() || isBehind && turn.steady() - from.digestAt >= DIGEST_AGAIN_NANOS) {
      sendDigest(from.name(), false, turn);
    }
  }

  private void learn(final Known known, final Turn turn) {
    final MemberId member = known.member();
    if (member.name().equals(own.settings.name())) {
      if (!member.isSameLife(own.self())) {
        superseded(member.incarnation(), turn);
      }
      return;
    }
    final Peer peer = own.peers.get(member.name());
    final long heardAt = turn.steady() - Math.min(known.heardAgoNanos(), 2 * own.settings.logNanos());
    if (peer == null || peer.member.incarnation() < member.incarnation()) {
      if (!known.left() && known.heardAgoNanos() < own.settings.logNanos()) {
        meet(member, heardAt, turn);
      }
    } else if (peer.member.equals(member)) {
      peer.heardByAnyone = Math.max(peer.heardByAnyone, heardAt);
      if (known.left() && !peer.left) {
        over(peer, turn);
      }
    } else if (known.left()) {
      own.log.ended(member);
    }
  }

  /** Pulls what the sender has and this member has not: from its caller if that is in touch, else from anybody. */
  private void lacking(final Known known, final Peer from, final Turn turn) {
    if (known.member().equals(own.self()) || known.sequence() == 0) {
      return;
    }
    final OriginLog log = own.log.of(known.member());
    if (log == null || known.sequence() <= log.dispatched()) {
      return;
    }
    log.known = Math.max(log.known, known.sequence());
    if (log.lackingSince < 0) {
      log.lackingSince = turn.steady();
    }
    final Peer caller = own.peer(known.member());
    if (from.member.isSameLife(known.member()) || !own.isInTouch(caller, turn)
        || turn.steady() - log.lackingSince >= RELAY_AFTER_NANOS) {
      inbox.pull(log, from, turn);
    } else {
      inbox.pull(log, caller, turn);
    }
  }

  void sendDigest(final String to, final boolean asks, final Turn turn) {
    final Peer peer = own.peers.get(to);
    if (peer != null) {
      peer.digestAt = turn.steady();
    }
    own.send(to, new Body.Digest(all(turn), asks), turn);
  }

  private List<Known> all(final Turn turn) {
    final List<Known> all = new ArrayList<>();
    all.add(new Known(own.self(), own.sequence(), false, 0));
    for (final Peer peer : own.peers.values()) {
      final OriginLog log = own.log.find(peer.member);
      all.add(
          new Known(
              peer.member, log == null ? 0 : log.applied(), peer.left,
              Math.max(0, turn.steady() - peer.heardByAnyone)));
    }
    for (final OriginLog log : own.log.origins()) {
      final Peer peer = own.peers.get(log.origin.name());
      if ((peer == null || !peer.member.equals(log.origin)) && !log.origin.equals(own.self())) {
        final long longAgo = 2 * own.settings.logNanos(); // or it has ended: nobody is to look for it
        all.add(new Known(log.origin, log.applied(), log.over, longAgo));
      }
    }
    return all;
  }

  void tick(final Turn turn) {
    askHinted(own.settings.digestNanos(), turn);
    if (turn.steady() - watchedAt >= watchNanos) {
      watchedAt = turn.steady();
      List.copyOf(own.peers.values()).stream().filter(peer -> !peer.left).forEach(peer -> watch(peer, turn));
    }
    if (turn.steady() - digestAt >= own.settings.digestNanos()) {
      digestAt = turn.steady();
      sendDigests(turn);
    }
    fence(turn);
    if (turn.steady() - sweptAt >= SECOND) {
      sweptAt = turn.steady();
      sweep(turn);
    }
  }

  private void watch(final Peer peer, final Turn turn) {
    if (turn.steady() - peer.sentAt >= own.settings.silenceNanos() / 3) {
      own.send(peer.name(), new Body.Ping(), turn);
    }
    if (!peer.missing && peer.heardAt != Peer.NEVER && !own.isInTouch(peer, turn)) {
      peer.missing = true;
      turn.tell(new Event.MemberMissing(peer.member, turn.steady() - peer.heardAt));
    }
    if (turn.steady() - peer.heardByAnyone > own.settings.logNanos()) {
      forget(peer, turn);
    }
  }

  private void sendDigests(final Turn turn) {
    final List<Peer> some = new ArrayList<>(own.peers.values());
    some.removeIf(peer -> peer.left);
    for (int i = 0; i < own.settings.digestPeers() && !some.isEmpty(); i++) {
      sendDigest(some.remove(random.nextInt(some.size())).name(), false, turn);
    }
  }

  private void fence(final Turn turn) {
    if (own.peers.values().stream().allMatch(peer -> peer.left)) {
      lastHeardAt = turn.steady(); // nobody is there
    }
    final long after = own.settings.fenceAfterNanos();
    final boolean outOfTouch = after > 0 && turn.steady() - lastHeardAt > after;
    if (outOfTouch != fenced) {
      fenced = outOfTouch;
      turn.tell(new Event.Fence(outOfTouch));
    }
  }

  /** Forgets lives that are over for as long as the log goes, and of which it keeps nothing. */
  private void sweep(final Turn turn) {
    final long old = turn.steady() - own.settings.logNanos();
    own.peers.values().removeIf(peer -> peer.left && peer.heardByAnyone < old);
    for (final OriginLog log : List.copyOf(own.log.origins())) {
      final boolean over = own.peer(log.origin) == null && !log.origin.equals(own.self());
      final boolean crowded = own.log.origins().size() >= EntryLog.MOST_ORIGINS / 2;
      if (over && log.size() == 0 && log.usedAt < old && (log.dropped() == null || crowded)) {
        own.log.remove(log);
      }
    }
  }
}
