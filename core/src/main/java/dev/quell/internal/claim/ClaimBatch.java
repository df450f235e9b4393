package dev.quell.internal.claim;

import dev.quell.KillCause;
import dev.quell.internal.slots.Segment;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one kill. The kill gets its number in the ledger with its first claim, so a kill without a victim does
 * not touch the ledger. {@link #finish} reports the number of claims to the ledger and counts them. For one thread.
 */
public class ClaimBatch {
  private final Claims claims;
  private final int code;
  private final String reason;
  private final String by;
  private final long killId;
  private final long calledNanos;
  private @Nullable KillRecord record; // its own, or a shared one if the ledger is full; null before the first claim
  private long claimed;

  public ClaimBatch(final Claims claims, final int code, final String reason, final String by) {
    this.claims = claims;
    this.code = code;
    this.reason = reason;
    this.by = by;
    this.calledNanos = claims.services.clock.nanoTime();
    this.killId = claims.services.nextKillId();
  }

  /** Kills one run. True if this kill claimed it. */
  public static boolean kill(
      final Claims claims, final Run run, final int code, final String reason, final String by) {
    final ClaimBatch batch = new ClaimBatch(claims, code, reason, by);
    batch.claim(run);
    return batch.finish() > 0;
  }

  /** Claims the run, unless it has ended or was claimed before. */
  public final void claim(final Run run) {
    if (claims.claim(run, register())) {
      claimed++;
    }
  }

  /** Claims the slot's first operation by its {@code word}, which is claimable. False if the word has changed. */
  public final boolean claimFirst(final Segment<?, ?, ? extends Run.Victim> segment, final int offset,
      final long word) {
    final boolean won = claims.claimFirst(segment, offset, word, register());
    if (won) {
      claimed++;
    }
    return won;
  }

  /** Claims the slot's first operation, if one runs and was not claimed before. */
  public final void claimFirst(final Segment<?, ?, ? extends Run.Victim> segment, final int offset) {
    if (claims.claimFirst(segment, offset, register())) {
      claimed++;
    }
  }

  private KillRecord register() {
    if (record == null) {
      record = claims.ledger.register(new KillRecord(new KillCause(code, reason, by, killId), calledNanos));
    }
    return record;
  }

  /** Ends the batch after the last claim. Returns the number of claims. */
  public final long finish() {
    if (record != null) {
      claims.ledger.finish(record, claimed);
      if (claimed > 0) {
        claims.services.counters.operationsKilled.add(claimed);
      }
    }
    return claimed;
  }

  /** The kill's record in the ledger; null if it has claimed nothing. */
  public final @Nullable KillRecord record() {
    return record;
  }

  public final long claimed() {
    return claimed;
  }

  public final long killId() {
    return killId;
  }

  public final long calledNanos() {
    return calledNanos;
  }
}
