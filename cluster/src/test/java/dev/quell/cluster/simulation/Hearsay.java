package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.Body;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whom a life has heard: of each name the latest life counts. */
final class Hearsay {
  private final String self;
  private final Map<String, Long> latest = new HashMap<>(); // incarnations that it has heard of
  private final Map<String, MemberId> heard = new HashMap<>();
  private final Map<MemberId, Long> heardAt = new HashMap<>(); // in true time
  private final Set<MemberId> left = new HashSet<>(); // as they or others say
  /** How far somebody was with the entries of each life, at most. */
  private final Map<MemberId, Long> claims = new HashMap<>();
  private long lastHeardAt = Long.MIN_VALUE;

  Hearsay(final String self) {
    this.self = self;
  }

  void hears(final Message message, final long now) {
    final MemberId from = message.from();
    if (from.incarnation() >= latest.getOrDefault(from.name(), Long.MIN_VALUE) && !left.contains(from)) {
      latest.put(from.name(), from.incarnation());
      heard.put(from.name(), from);
      heardAt.put(from, now);
      lastHeardAt = now;
      if (message.body() instanceof Body.Goodbye) {
        left.add(from);
      }
      if (message.body() instanceof Body.Digest digest) {
        digest.members().forEach(this::hearsOf);
      }
    }
  }

  private void hearsOf(final Body.Known known) {
    claims.merge(known.member(), known.sequence(), Math::max);
    if (known.member().name().equals(self)) {
      return;
    }
    if (known.left()) {
      left.add(known.member());
    } else {
      latest.merge(known.member().name(), known.member().incarnation(), Math::max);
    }
  }

  /** The lives that it has heard since then, the latest of each name, and that have not left. */
  Map<String, MemberId> known(final long since) {
    final Map<String, MemberId> known = known();
    known.values().removeIf(member -> heardAt(member) < since);
    return known;
  }

  /** The lives that it has heard, the latest of each name, and that have not left. */
  Map<String, MemberId> known() {
    final Map<String, MemberId> known = new HashMap<>(heard);
    known.values().removeIf(
        member -> left.contains(member) || member.incarnation() < latest.getOrDefault(member.name(), 0L));
    return known;
  }

  /** When it last heard this life, in true time; long ago if never. */
  long heardAt(final MemberId member) {
    return heardAt.getOrDefault(member, Long.MIN_VALUE / 2);
  }

  Map<MemberId, Long> claims() {
    return claims;
  }

  long lastHeardAt() {
    return lastHeardAt;
  }
}
