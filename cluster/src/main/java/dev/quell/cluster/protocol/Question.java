package dev.quell.cluster.protocol;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import java.util.List;
import java.util.Objects;

/** What members can be asked that changes no shared state. Each answers with rows, by pages. */
public sealed interface Question {

  /** The sessions that match any of the patterns, or all without one: rows of {@link Row.OfSession}. */
  record Sessions(List<KillPattern> patterns) implements Question {
    public Sessions {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * The operations that match any of the patterns, or all without one, with and without a session: rows of
   * {@link Row.OfOperation}.
   */
  record Operations(List<KillPattern> patterns) implements Question {
    public Operations {
      patterns = List.copyOf(patterns);
    }
  }

  /** What a kill would hit: one {@link Row.OfHits}. */
  record Explain(KillRequest request) implements Question {
    public Explain {
      Objects.requireNonNull(request, "request");
    }
  }

  /** Kill one operation by its id: one {@link Row.OfHits}, with 1 or 0 operations. Asked again, it hits nothing. */
  record KillOperation(int id, int code, String reason, String by) implements Question {
    public KillOperation {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(by, "by");
    }
  }
}
