package dev.quell.cluster.protocol;

import dev.quell.OperationInfo;
import dev.quell.SessionInfo;
import java.util.Objects;

/** One row of an answer to a {@link Question}. */
public sealed interface Row {

  /** A session. */
  record OfSession(SessionInfo session) implements Row {
    public OfSession {
      Objects.requireNonNull(session, "session");
    }
  }

  /** An operation. Its {@link OperationInfo#source} stays where it is: only the words travel. */
  record OfOperation(OperationInfo operation) implements Row {
    public OfOperation {
      Objects.requireNonNull(operation, "operation");
    }
  }

  /** What a kill would hit, or has hit. */
  record OfHits(long sessions, long operations, long cursors) implements Row {}
}
