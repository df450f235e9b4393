package dev.quell;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * An open cursor as it was when it was looked at. Immutable, so safe to share between threads. The parts are read one
 * after another while the cursor is in use, so they need not all be of one instant.
 *
 * @param id the id of the cursor
 * @param sessionId the UUID of its session; empty for a cursor without a session, which no session kill touches
 * @param uid who owns that session; empty for a cursor without a session
 * @param pinned whether an operation was using it; idle otherwise
 * @param openedAt when it was opened
 * @param lastUse when it was last used
 */
public record CursorInfo(
    long id, Optional<UUID> sessionId, Optional<Uid> uid, boolean pinned, Instant openedAt, Instant lastUse) {

  /**
   * Makes the description of a cursor.
   *
   * @param id its id
   * @param sessionId the UUID of its session, or empty
   * @param uid the session's owner, or empty
   * @param pinned whether it is in use
   * @param openedAt when it was opened
   * @param lastUse when it was last used
   */
  public CursorInfo {
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(openedAt, "openedAt");
    Objects.requireNonNull(lastUse, "lastUse");
  }
}
