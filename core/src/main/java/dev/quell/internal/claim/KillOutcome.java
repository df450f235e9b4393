package dev.quell.internal.claim;

import dev.quell.KillCause;
import org.jspecify.annotations.Nullable;

/** What one kill has claimed, when it has made its last claim and its last wake. */
public interface KillOutcome {
  /** The time of the last claim was not taken: the kill had nothing to do after it. */
  long UNKNOWN = -1;

  /** No kill has this id. */
  long NO_ID = 0;

  /** What its victims see. */
  KillCause cause();

  /** Its id; {@link #NO_ID} if nobody has needed one yet: then its record gives one, if it has its own. */
  long killId();

  /** When it was called, by the core's nanosecond clock. */
  long calledNanos();

  /** From the call to the last claim, if there was somebody to wake; else {@link #UNKNOWN}. */
  long claimNanos();

  /** How many operations it has claimed. */
  long claimed();

  /** Its record in the ledger; null if it has claimed nothing. */
  @Nullable
  KillRecord record();
}
