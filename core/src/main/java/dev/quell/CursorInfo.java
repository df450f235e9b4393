package dev.quell;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A description of an open cursor at the time of a look. Immutable, so safe to share between threads. The parts are
 * read one after another while the cursor is in use, so they may belong to slightly different instants.
 *
 * @param id the id of the cursor
 * @param sessionId the UUID of its session; empty for a cursor without a session
 * @param uid the owner of that session; empty for a cursor without a session
 * @param pinned whether an operation was using it; otherwise it was idle
 * @param closePending whether it was killed or closed while an operation was using it: it closes at its unpin
 * @param openedAt when it was opened
 * @param lastUse when it was last unpinned; if never, when it was opened
 * @param labels those of the operation that opened it by {@link Operation#openCursor}; else none, even if the session
 *     carries some
 */
public record CursorInfo(
    long id,
    Optional<UUID> sessionId,
    Optional<Uid> uid,
    boolean pinned,
    boolean closePending,
    Instant openedAt,
    Instant lastUse,
    Labels labels) {

  /**
   * Makes the description of a cursor.
   *
   * @param id the id of the cursor
   * @param sessionId the UUID of its session, or empty
   * @param uid the owner of that session, or empty
   * @param pinned whether it is in use
   * @param closePending whether it closes at its unpin
   * @param openedAt when it was opened
   * @param lastUse when it was last used
   * @param labels what it is labelled with
   */
  public CursorInfo {
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(openedAt, "openedAt");
    Objects.requireNonNull(lastUse, "lastUse");
    Objects.requireNonNull(labels, "labels");
  }
}
