package dev.quell.server.data.cursor;

import dev.quell.Session;
import dev.quell.Uid;
import java.util.UUID;

/**
 * Which session, also after it has ended.
 *
 * @param id the client's UUID
 * @param uid whose it is
 */
record Lsid(UUID id, Uid uid) {
  static Lsid of(final Session session) {
    return new Lsid(session.id(), session.owner().uid());
  }

  /** Returns it as MongoDB writes it: the two parts of an internal session are always empty. */
  @Override
  public String toString() {
    return id + " - " + uid + " -  - ";
  }
}
