package dev.quell.jmx;

import dev.quell.KillCause;
import dev.quell.OperationInfo;
import javax.management.ConstructorParameters;

/** An operation in a listing. Immutable. */
public final class OperationRow {
  private final int id;
  private final String description;
  private final String session;
  private final String labels;
  private final long runningMillis;
  private final String killed;

  /**
   * Makes a row, for a console's proxy.
   *
   * @param id its id, for {@link KillCoreMXBean#killOperation}
   * @param description its description
   * @param session its session and owner; empty if it has none
   * @param labels its labels
   * @param runningMillis how long it has run
   * @param killed why it was killed; empty if it was not
   */
  @ConstructorParameters({"id", "description", "session", "labels", "runningMillis", "killed"})
  public OperationRow(
      final int id, final String description, final String session, final String labels, final long runningMillis,
      final String killed) {
    this.id = id;
    this.description = description;
    this.session = session;
    this.labels = labels;
    this.runningMillis = runningMillis;
    this.killed = killed;
  }

  static OperationRow of(final OperationInfo info) {
    return new OperationRow(
        info.id(), ShortText.of(info.description()),
        info.sessionId().map(id -> id + info.uid().map(uid -> " " + uid).orElse("")).orElse(""),
        info.labels().toString(), info.running().toMillis(), info.killed().map(KillCause::message).orElse(""));
  }

  /**
   * Its id, for {@link KillCoreMXBean#killOperation}.
   *
   * @return the id
   */
  public int getId() {
    return id;
  }

  /**
   * Its description.
   *
   * @return may be empty; after 1,000 characters {@code ...} stands for the rest
   */
  public String getDescription() {
    return description;
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
   * How long it has run.
   *
   * @return milliseconds
   */
  public long getRunningMillis() {
    return runningMillis;
  }

  /**
   * Why it was killed.
   *
   * @return empty if it was not
   */
  public String getKilled() {
    return killed;
  }
}
