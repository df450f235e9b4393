package dev.quell;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A description of a session at the time of a look. Immutable, so safe to share between threads. The parts are read one
 * after another while the session goes on, so they may belong to slightly different instants.
 *
 * @param id the UUID that the client chose; it names the session only together with the owner's uid
 * @param owner the owner of the session, with the roles that it held
 * @param openedAt when the session was opened, to about a quarter of a second
 * @param lastUse when it was last used, as {@link Session#lastUse} says
 * @param operations how many operations run in it, including killed ones that have not stopped
 * @param cursors how many cursors are open in it
 * @param labels what it is labelled with
 */
public record SessionInfo(
    UUID id, Owner owner, Instant openedAt, Instant lastUse, int operations, int cursors, Labels labels) {

  /**
   * Makes the description of a session.
   *
   * @param id the UUID
   * @param owner the owner
   * @param openedAt when it was opened
   * @param lastUse when it was last used
   * @param operations how many operations run in it
   * @param cursors how many cursors are open in it
   * @param labels what it is labelled with
   */
  public SessionInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(openedAt, "openedAt");
    Objects.requireNonNull(lastUse, "lastUse");
    Objects.requireNonNull(labels, "labels");
  }
}
