package dev.quell.internal.claim;

import dev.quell.OperationInfo;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names one run of an operation object for ever; the object may be used for other runs (K3).
 *
 * @param operation the operation object
 * @param words the array of the run's word
 * @param index the place of the run's word
 * @param ticket the sequence and RUNNING bit of the run's word
 * @param stamp core time at which the run began; zero if the maker does not need it
 */
public record Run(Victim operation, long[] words, int index, long ticket, long stamp) {

  /**
   * A victim whose parked threads were unparked. An interrupt may take long, since it closes the channel in which the
   * thread blocks: so the killer interrupts nobody before it has unparked all.
   */
  public interface Woken {
    /** Interrupts the threads that block elsewhere. */
    void interrupt();

    /** Whether the host has registered anything to call. */
    boolean hasCalls();

    /** Calls what the host has registered. After the last wake of the kill. */
    void call();
  }

  /** An operation object, as seen by threads that kill or list its runs. */
  public interface Victim {
    /**
     * Unparks the threads on the wait list of this run. For a killer that saw WAITING.
     *
     * @return what is left to do for this run; null if there is nothing
     */
    @Nullable
    Woken wake(Run run, KillRecord record);

    /**
     * The children of this run, for a killer that has read WAITING in its word: if it then claims the run by that word,
     * they are the run's (CR-E2). Null if the run has none or is over.
     */
    @Nullable
    Children children(Run run);

    /** Shows the present run if it was begun as a child of that run. */
    void offerAsChild(Run parent, Consumer<? super Run> visitor);

    /** A description of the run, or null if this object no longer runs it or never did. */
    @Nullable
    OperationInfo describe(Run run);

    /** The threads that work on the present run, as named by the host. */
    List<Thread> threads();

    /** The public id of this run, given now if it has none; zero if it is over. */
    int idOf(Run run);

    /** Whether the present run has polled since it was killed. */
    boolean hasSeenKill();
  }

  /** The children of one run, whatever becomes of that. */
  public interface Children {
    /** Whether there may be any. */
    boolean any();

    /** Shows the present runs of the children. */
    void offer(Consumer<? super Run> visitor);
  }

  /** The word at the run's place; {@link #owns} says whether it is still the run's. */
  public long wordAcquire() {
    return KillWords.getAcquire(words, index); // callers: each says what it reads for
  }

  /** Whether {@code word}, read by {@link #wordAcquire}, belongs to the run. */
  public boolean owns(final long word) {
    return KillWord.belongsTo(word, ticket);
  }

  /** Whether this is the run with that ticket on the word at that place. */
  public boolean is(final long[] otherWords, final int otherIndex, final long otherTicket) {
    return ticket == otherTicket && words == otherWords && index == otherIndex;
  }
}
