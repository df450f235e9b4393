package dev.quell.jmx;

import dev.quell.CursorInfo;
import javax.management.ConstructorParameters;

/** A cursor in a listing. Immutable. */
public final class CursorRow {
  private final long id;
  private final String session;
  private final String labels;
  private final boolean pinned;
  private final boolean closePending;
  private final String lastUse;

  /**
   * Makes a row, for a console's proxy.
   *
   * @param id its id, for {@link KillCoreMXBean#killCursor}
   * @param session its session and owner; empty if it has none
   * @param labels its labels
   * @param pinned whether an operation uses it
   * @param closePending whether it closes at its unpin
   * @param lastUse when it was last used
   */
  @ConstructorParameters({"id", "session", "labels", "pinned", "closePending", "lastUse"})
  public CursorRow(
      final long id, final String session, final String labels, final boolean pinned, final boolean closePending,
      final String lastUse) {
    this.id = id;
    this.session = session;
    this.labels = labels;
    this.pinned = pinned;
    this.closePending = closePending;
    this.lastUse = lastUse;
  }

  static CursorRow of(final CursorInfo info) {
    return new CursorRow(
        info.id(), info.sessionId().map(id -> id + info.uid().map(uid -> " " + uid).orElse("")).orElse(""),
        info.labels().toString(), info.pinned(), info.closePending(), info.lastUse().toString());
  }

  /**
   * Its id, for {@link KillCoreMXBean#killCursor}.
   *
   * @return the id
   */
  public long getId() {
    return id;
  }

  /**
   * Its session and the uid of its owner.
   *
   * @return empty if it has none
   */
  public String getSession() {
    return session;
  }

  /**
   * Its labels, as patterns have them.
   *
   * @return {@code {}} for none
   */
  public String getLabels() {
    return labels;
  }

  /**
   * Whether an operation uses it.
   *
   * @return true if it is pinned
   */
  public boolean isPinned() {
    return pinned;
  }

  /**
   * Whether it was killed or closed while it was pinned.
   *
   * @return true if it closes at its unpin
   */
  public boolean isClosePending() {
    return closePending;
  }

  /**
   * When it was last used.
   *
   * @return as ISO 8601
   */
  public String getLastUse() {
    return lastUse;
  }
}
