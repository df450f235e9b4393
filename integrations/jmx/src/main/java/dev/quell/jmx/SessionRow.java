package dev.quell.jmx;

import dev.quell.SessionInfo;
import javax.management.ConstructorParameters;

/** A session in a listing. Immutable. */
public final class SessionRow {
  private final String id;
  private final String owner;
  private final String uid;
  private final String labels;
  private final int operations;
  private final int cursors;
  private final String lastUse;

  /**
   * Makes a row, for a console's proxy.
   *
   * @param id its UUID
   * @param owner its owner, with the roles
   * @param uid the uid of its owner
   * @param labels its labels
   * @param operations how many operations run in it
   * @param cursors how many cursors are open in it
   * @param lastUse when it was last used
   */
  @ConstructorParameters({"id", "owner", "uid", "labels", "operations", "cursors", "lastUse"})
  public SessionRow(
      final String id, final String owner, final String uid, final String labels, final int operations,
      final int cursors, final String lastUse) {
    this.id = id;
    this.owner = owner;
    this.uid = uid;
    this.labels = labels;
    this.operations = operations;
    this.cursors = cursors;
    this.lastUse = lastUse;
  }

  static SessionRow of(final SessionInfo info) {
    return new SessionRow(
        info.id().toString(), ShortText.of(info.owner().toString()), info.owner().uid().toString(),
        info.labels().toString(), info.operations(), info.cursors(), info.lastUse().toString());
  }

  /**
   * Its UUID.
   *
   * @return the text of the UUID
   */
  public String getId() {
    return id;
  }

  /**
   * Its owner, with the roles.
   *
   * @return for reading; after 1,000 characters {@code ...} stands for the rest
   */
  public String getOwner() {
    return owner;
  }

  /**
   * The uid of its owner, as patterns have it.
   *
   * @return in Base64
   */
  public String getUid() {
    return uid;
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
   * How many operations run in it.
   *
   * @return the number
   */
  public int getOperations() {
    return operations;
  }

  /**
   * How many cursors are open in it.
   *
   * @return the number
   */
  public int getCursors() {
    return cursors;
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
