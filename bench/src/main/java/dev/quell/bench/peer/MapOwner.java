package dev.quell.bench.peer;

import dev.quell.Owner;
import java.util.HashMap;
import java.util.Map;

/** An owner of {@link RwLock}, with its sessions by UUID. */
final class MapOwner extends PeerOwner {
  final Map<Key, ListSession> sessions = new HashMap<>();

  MapOwner(final Owner told) {
    super(told);
  }

  long kill() {
    for (final ListSession session : sessions.values()) {
      session.kill();
    }
    return sessions.size();
  }
}
