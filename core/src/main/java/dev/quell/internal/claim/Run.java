package dev.quell.internal.claim;

import dev.quell.KillCause;
import dev.quell.OperationInfo;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import org.jspecify.annotations.Nullable;

/**
 * One run of one operation, named for good: the operation object may be used for other runs, this means one (K3).
 *
 * @param operation the object that runs it
 * @param words where its word is
 * @param index where its word is
 * @param ticket its word without cause and flags
 * @param stamp core time at which it began; zero if that was not asked for
 */
public record Run(Victim operation, long[] words, int index, long ticket, long stamp) {

  /** An operation object, as those see it that kill or list its runs. */
  public interface Victim {
    /** Wakes whoever waits for the kill of this run. For the killer that saw WAITING. */
    void wake(Run run, KillCause cause);

    /** A description of the run, or null if it is not this object's run, or no longer. */
    @Nullable OperationInfo describe(Run run);

    /** The thread the host said works on the present run, or null. */
    @Nullable Thread worker();

    /** Whether the present run has polled since it was killed. */
    boolean hasSeenKill();
  }

  /** The run's word, if that is still the run's own: see {@link #owns}. */
  public long wordAcquire() {
    return KillWords.getAcquire(words, index); // callers: each says what it looks for
  }

  /** Whether a word that was read where the run's is belongs to the run. */
  public boolean owns(final long word) {
    return KillWord.belongsTo(word, ticket);
  }

  /** Whether this is the run with that ticket on that word. */
  public boolean is(final long[] otherWords, final int otherIndex, final long otherTicket) {
    return ticket == otherTicket && words == otherWords && index == otherIndex;
  }
}
