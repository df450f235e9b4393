package dev.quell.bench.peer;

import dev.quell.Owner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An owner of {@link Indexed}. */
final class SetOwner extends PeerOwner {
  final Set<SetSession> sessions = ConcurrentHashMap.newKeySet();

  SetOwner(final Owner told) {
    super(told);
  }

  long kill() {
    long matched = 0;
    for (final SetSession session : sessions) {
      session.kill();
      matched++;
    }
    return matched;
  }
}
