package dev.quell.internal.claim;

import dev.quell.KillCause;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kill: its claims, and what follows them. A claim is the compare-and-set that writes the kill's number into the
 * run's word, once (K4). The kill gets its number in the ledger with its first claim, so a kill without a victim does
 * not touch the ledger. For one thread.
 *
 * <p>{@link #finish} takes the two further steps of a kill (K10). It <b>wakes</b> every victim that blocks, and then
 * <b>calls</b> what the host registered. Before that, no code of the host runs: a callback that blocks delays no claim
 * and no wake. What an ending victim finds on its wait list in the meantime it leaves to the killer ({@link
 * KillRecord#afterLastWake}).
 */
public class ClaimBatch {
  /** The time of the last claim was not taken: the kill had nothing to do after it. */
  public static final long UNKNOWN = -1;

  private final Claims claims;
  private final int code;
  private final String reason;
  private final String by;
  private final long killId;
  private final long calledNanos;
  private @Nullable KillRecord record; // its own, or a shared one if the ledger is full; null before the first claim
  private long claimed;
  private @Nullable List<Run> awaited; // the victims for which somebody waits; null if there is none
  private long claimNanos = UNKNOWN; // not read for a kill that only claims: it would cost as much as the kill
  private @Nullable List<Run.Children> families; // of the claimed, and not claimed themselves yet; null if there is none

  public ClaimBatch(final Claims claims, final int code, final String reason, final String by) {
    this(claims, code, reason, by, claims.services.nextKillId());
  }

  private ClaimBatch(
      final Claims claims, final int code, final String reason, final String by, final long killId) {
    this.claims = claims;
    this.code = code;
    this.reason = reason;
    this.by = by;
    this.calledNanos = claims.services.clock.nanoTime();
    this.killId = killId;
  }

  /** Kills one run. True if this kill claimed it. */
  public static boolean kill(
      final Claims claims, final Run run, final int code, final String reason, final String by) {
    final ClaimBatch batch = new ClaimBatch(claims, code, reason, by);
    try {
      batch.claim(run);
    } finally {
      batch.finish(); // also if the process has run out of memory: the number comes back
    }
    return batch.claimed > 0;
  }

  /** Kills a run that an earlier kill should have claimed, in the name of that: it is not in that kill's report. */
  public static void killAs(final Claims claims, final Run run, final KillCause cause) {
    final ClaimBatch batch = new ClaimBatch(claims, cause.code(), cause.reason(), cause.by(), cause.killId());
    try {
      batch.claim(run);
    } finally {
      batch.finish(); // as above
    }
  }

  // ---- claim

  /** Claims the run and its children, unless it has ended or was claimed before. */
  public final void claim(final Run run) {
    claimAlone(run);
    claimFamilies();
  }

  private void claimAlone(final Run run) {
    while (true) {
      final long word = run.wordAcquire(); // acquire: the CAS decides
      if (!run.owns(word) || KillWord.isKilled(word)) {
        return;
      }
      final Run.Children children = KillWord.isAwaited(word) ? run.operation().children(run) : null; // CR-E2
      if (KillWords.claim(run.words(), run.index(), word, register().index())) { // K1, K3
        claimed++;
        if (KillWord.isAwaited(word)) {
          await(run);
        }
        addFamily(children);
        return;
      }
    }
  }

  private void addFamily(final Run.@Nullable Children children) {
    if (children != null) {
      if (families == null) {
        families = new ArrayList<>();
      }
      families.add(children);
    }
  }

  /** Claims the descendants of the claimed, generation by generation: no recursion, since there may be thousands. */
  private void claimFamilies() {
    while (families != null) {
      final List<Run.Children> parents = families;
      families = null;
      for (final Run.Children children : parents) {
        children.offer(this::claimAlone); // CR-E1
      }
    }
  }

  /** Claims the slot's first operation by its {@code word}, which is claimable. False if the word has changed. */
  public final boolean claimFirst(final Segment<?, ?, ? extends Run.Victim> segment, final int offset,
      final long word) {
    final Run run = KillWord.isAwaited(word) ? first(segment, offset, word) : null;
    final Run.Children children = run == null ? null : run.operation().children(run); // CR-E2
    if (!KillWords.claim(segment.words(), offset, word, register().index())) { // K1, K3
      return false;
    }
    claimed++;
    if (run != null) {
      await(run);
      addFamily(children);
      claimFamilies();
    }
    return true;
  }

  /** The slot's first operation, if the word, in which it is awaited, is still there: SG-E4. */
  private static @Nullable Run first(
      final Segment<?, ?, ? extends Run.Victim> segment, final int offset, final long word) {
    final Run.Victim operation = segment.operation(offset);
    return operation == null ? null : new Run(operation, segment.words(), offset, KillWord.ticket(word), 0);
  }

  /** Claims the slot's first operation, exempt or not, whether its session is open or has ended. */
  public final void claimFirst(final Segment<?, ?, ? extends Run.Victim> segment, final int offset) {
    long word;
    do {
      word = segment.killWordAcquire(offset);
    } while (KillWord.isRunning(word) && !KillWord.isKilled(word) && !claimFirst(segment, offset, word));
  }

  private void await(final Run victim) {
    if (awaited == null) {
      awaited = new ArrayList<>();
    }
    awaited.add(victim);
  }

  private KillRecord register() {
    if (record == null) {
      record = claims.ledger.register(new KillRecord(new KillCause(code, reason, by, killId), calledNanos));
    }
    return record;
  }

  // ---- wake and call

  /**
   * Ends the batch after the last claim: wakes, reports the claims to the ledger, and calls what the host registered,
   * on this thread. Returns the number of claims.
   */
  public final long finish() {
    if (record != null) {
      final List<Runnable> calls = wake(record);
      if (calls != null) {
        calls.forEach(Runnable::run);
      }
      record.runCalls();
    }
    return claimed;
  }

  /** {@link #finish}, but leaves the calls to threads that the host may block. For the agent. */
  public final long finishForAgent() {
    if (record != null) {
      final List<Runnable> calls = wake(record);
      if (calls != null) {
        calls.forEach(claims.calls::later);
      }
      if (record.hasCalls()) {
        claims.calls.later(record::runCalls);
      }
    }
    return claimed;
  }

  /** Wakes every victim that blocks. Returns what is to be called afterwards, or null. */
  private @Nullable List<Runnable> wake(final KillRecord mine) {
    List<Runnable> calls = null;
    if (awaited != null) {
      claimNanos = claims.services.clock.nanoTime() - calledNanos;
      for (final Run victim : awaited) {
        final Runnable call = victim.operation().wake(victim, mine);
        if (call != null) {
          calls = calls == null ? new ArrayList<>() : calls;
          calls.add(call);
        }
      }
    }
    claims.ledger.finish(mine, claimed); // KR-E3: after the last wake
    if (claimed > 0) {
      claims.services.counters.operationsKilled.add(claimed);
    }
    return calls;
  }

  // ---- what it did

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

  /** From the call to the last claim, if there was somebody to wake; else {@link #UNKNOWN}. */
  public final long claimNanos() {
    return claimNanos;
  }
}
