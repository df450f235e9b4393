package dev.quell.cluster.protocol;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far one member is with a kill.
 *
 * @param member its name
 * @param state how far
 * @param outcome what the kill did there; null unless the state is {@code ANSWERED} or {@code LATE}
 * @param roundTripNanos from the call to the answer on the caller's clock; zero while there is none
 */
public record MemberOutcome(String member, State state, @Nullable Outcome outcome, long roundTripNanos) {

  /** How far a member is. */
  public enum State {
    /** It has killed all that had begun when the kill was called (C1). */
    ANSWERED,
    /** It has killed, but heard so late that it had to spare what began shortly before the call. */
    LATE,
    /** Nothing was heard of it. It kills as soon as it hears of the kill. */
    UNANSWERED,
    /** It has ended: it said goodbye, or its name has come back as a new life. Nothing that the kill is for is left. */
    GONE
  }

  public MemberOutcome {
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(state, "state");
  }
}
