package dev.quell.internal.claim;

import dev.quell.internal.services.Services;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;

/**
 * Claims runs for kills. A claim is the compare-and-set that writes the kill's number into the run's word, once (K4).
 * After it, the killer wakes the run's wait list (K9).
 */
public final class Claims {
  public final Services services;
  public final KillLedger ledger = new KillLedger();

  public Claims(final Services services) {
    this.services = services;
  }

  /** Claims the run. False if it has ended or was claimed before. */
  public boolean claim(final Run run, final KillRecord record) {
    while (true) {
      final long word = run.wordAcquire(); // acquire: the CAS decides
      if (!run.owns(word) || KillWord.isKilled(word)) {
        return false;
      }
      if (KillWords.claim(run.words(), run.index(), word, record.index())) { // K1, K3
        if (KillWord.isAwaited(word)) {
          run.operation().wake(run, record.cause());
        }
        return true;
      }
    }
  }

  /** Claims the slot's first operation by its {@code word}, which is claimable. False if the word has changed. */
  public boolean claimFirst(
      final Segment<?, ?, ? extends Run.Victim> segment, final int offset, final long word, final KillRecord record) {
    if (!KillWords.claim(segment.words(), offset, word, record.index())) { // K1, K3
      return false;
    }
    if (KillWord.isAwaited(word)) {
      final Run.Victim operation = segment.operation(offset); // this run's, while a waiter waits: SG-E4
      if (operation != null) {
        operation.wake(new Run(operation, segment.words(), offset, KillWord.ticket(word), 0), record.cause());
      }
    }
    return true;
  }

  /** Claims the slot's first operation, exempt or not, whether its session is open or has ended. */
  public boolean claimFirst(final Segment<?, ?, ? extends Run.Victim> segment, final int offset,
      final KillRecord record) {
    while (true) {
      final long word = segment.killWordAcquire(offset);
      if (!KillWord.isRunning(word) || KillWord.isKilled(word)) {
        return false;
      }
      if (claimFirst(segment, offset, word, record)) {
        return true;
      }
    }
  }
}
