package dev.quell.command;

import dev.quell.KillCore;
import dev.quell.Session;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Outline: to be filled in. */
public final class SessionCommands implements AutoCloseable {
  private SessionCommands() {}

  /**
   * All commands that {@link #run} answers.
   *
   * @return their names
   */
  public Set<String> names() {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs one of {@link #names}; never throws for what a client sent.
   *
   * @param caller who asks
   * @param db the database of the command
   * @param command the document, its first field the name of the command
   * @return {@code ok: 1} or an error reply
   */
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    throw new UnsupportedOperationException();
  }

  /**
   * The session that the generic argument {@code lsid} of any command names, found or opened; empty if the command has
   * none, or the caller is anonymous. Throws a {@link CommandException} for a bad lsid, one of somebody else, a child
   * session, a {@code txnNumber} without an lsid, and if there are too many sessions.
   *
   * @param caller who asks
   * @param command the document
   * @return the session
   */
  public Optional<Session> session(final Caller caller, final BsonDocument command) {
    throw new UnsupportedOperationException();
  }

  /**
   * Checks the generic argument {@code lsid} as {@link #session} does, but neither finds nor opens the session.
   *
   * @param caller who asks
   * @param command the document
   */
  public void validateSession(final Caller caller, final BsonDocument command) {
    throw new UnsupportedOperationException();
  }

  /**
   * The names of the stages that {@link #stage} answers: {@code $currentOp}, {@code $listSessions} and so on.
   *
   * @return with the dollar
   */
  public Set<String> stageNames() {
    throw new UnsupportedOperationException();
  }

  /**
   * The documents of a first stage of a pipeline, lazily. {@code target} is the value of the {@code aggregate} field: 1
   * or the name of a collection. Throws a {@link CommandException} for a refusal.
   *
   * @param caller who asks
   * @param db the database
   * @param target of the aggregate command
   * @param name of the stage
   * @param options of the stage
   * @return the documents
   */
  public Stream<BsonDocument> stage(
      final Caller caller, final String db, final BsonValue target, final String name, final BsonValue options) {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends the sessions that {@code endSessions} has marked, and closes their cursors.
   *
   * @return how many
   */
  public int sweep() {
    throw new UnsupportedOperationException();
  }

  /**
   * Outline.
   *
   * @param core the core
   * @return a builder
   */
  public static Builder on(final KillCore core) {
    throw new UnsupportedOperationException();
  }

  /** Outline: sweepEvery(Duration) (null or zero: the host calls sweep itself), audit(KillAudit), limits. */
  public static final class Builder {
    private Builder() {}

    /**
     * Outline.
     *
     * @return the commands
     */
    public SessionCommands build() {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
