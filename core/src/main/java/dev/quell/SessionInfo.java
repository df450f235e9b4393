package dev.quell;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A session as it was when it was looked at. Immutable, so safe to share between threads. The parts are read one after
 * another while the session goes on, so they need not all be of one instant.
 *
 * @param id the UUID that the client chose; only together with the owner's uid does it name the session
 * @param owner who owns the session, with the roles it held
 * @param openedAt when the session was opened
 * @param lastUse when it was last used
 * @param operations how many operations it has in progress, killed ones that have not stopped included
 * @param cursors how many cursors it has open
 */
public record SessionInfo(UUID id, Owner owner, Instant openedAt, Instant lastUse, int operations, int cursors) {

  /**
   * Makes the description of a session.
   *
   * @param id the UUID
   * @param owner who owns it
   * @param openedAt when it was opened
   * @param lastUse when it was last used
   * @param operations how many are in progress
   * @param cursors how many are open
   */
  public SessionInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(openedAt, "openedAt");
    Objects.requireNonNull(lastUse, "lastUse");
  }
}
