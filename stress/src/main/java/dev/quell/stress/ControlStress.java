package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.internal.slots.HoldWord;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Controls: the dangerous protocols with their mechanism taken out. Each must show its INTERESTING row, or the tests
 * beside it could not fail. The models use the layouts and words of the shipped classes; only the step under test is
 * broken.
 */
public final class ControlStress {
  private ControlStress() {}

  /** Control of K4_TwoKillsClaimOnce: the kill reads, decides, and writes without a compare-and-set. */
  @State
  @JCStressTest
  @Outcome(id = {"1, 0", "0, 1"}, expect = ACCEPTABLE, desc = "as with the compare-and-set")
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING,
      desc = "two kills counted one operation: what the compare-and-set prevents")
  @Outcome(expect = FORBIDDEN, desc = "no winner: not even a broken kill does that")
  public static class K4_Control_ClaimWithoutCas {
    private final long[] words = {KillWord.begun(KillWord.NEW_OWN, false)};

    private int kill(final int cause) {
      final long word = KillWords.getAcquire(words, 0);
      if (!KillWord.isClaimable(word)) {
        return 0;
      }
      words[0] = KillWord.withCause(word, cause);
      return 1;
    }

    @Actor public void killer1(final II_Result r) { r.r1 = kill(64); }

    @Actor public void killer2(final II_Result r) { r.r2 = kill(65); }
  }

  /** Control of K4_KillVsEnd: the end writes the idle word instead of comparing. */
  @State
  @JCStressTest
  @Outcome(id = {"1, 1", "0, 0"}, expect = ACCEPTABLE, desc = "as with the compare-and-set")
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "the report counts a kill that the operation never saw")
  @Outcome(expect = FORBIDDEN, desc = "killed by nobody")
  public static class K4_Control_EndWithoutCas {
    private final long[] words = {KillWord.begun(KillWord.NEW_OWN, false)};

    @Actor public void killer(final II_Result r) {
      final long word = KillWords.getAcquire(words, 0);
      r.r1 = KillWord.isClaimable(word) && KillWords.claim(words, 0, word, 64) ? 1 : 0;
    }

    @Actor public void host(final II_Result r) {
      final long word = KillWords.getAcquire(words, 0);
      r.r2 = KillWord.isKilled(word) ? 1 : 0;
      words[0] = KillWord.idle(word);
    }
  }

  /** Control of K3_StaleHandleAfterReuse: a begin that looks whether the session is open, but not at the generation. */
  @State
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "refused: the session was ended, the next not open yet")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "begun in its own session")
  @Outcome(id = "2", expect = ACCEPTABLE_INTERESTING,
      desc = "begun in the slot's next session: what the generation prevents")
  @Outcome(expect = FORBIDDEN, desc = "a session that never was")
  public static class K3_Control_NoGeneration {
    private final long own = KillWord.opened(0);
    private final long[] words = {own};

    @Actor public void ender() {
      if (KillWords.seal(words, 0, own)) { // else begun first: the slot is kept
        final long next = KillWord.freed(KillWord.sealed(own));
        words[0] = next;
        KillWords.open(words, 0, next);
      }
    }

    @Actor public void staleUser(final I_Result r) {
      while (true) {
        final long seen = KillWords.getAcquire(words, 0);
        if (!KillWord.isLive(seen)) {
          r.r1 = 0;
          return;
        }
        if (KillWords.begin(words, 0, seen, KillWord.begun(seen, false))) {
          r.r1 = seen == own ? 1 : 2;
          return;
        }
      }
    }
  }

  /** Control of K7_CloseVsKill: look at the state, then write it. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "as with the compare-and-set")
  @Outcome(id = "2", expect = ACCEPTABLE_INTERESTING, desc = "closed twice: what the compare-and-set prevents")
  @Outcome(expect = FORBIDDEN, desc = "never closed")
  public static class K7_Control_CloseWithoutClaim {
    private final AtomicInteger closes = new AtomicInteger();
    private volatile boolean dead;

    private void end() {
      if (!dead) {
        dead = true;
        closes.incrementAndGet();
      }
    }

    @Actor public void host() { end(); }

    @Actor public void killer() { end(); }

    @Arbiter public void observer(final I_Result r) { r.r1 = closes.get(); }
  }

  // ---- sessions

  /** Two slots of one UUID and owner: their words, and whether they are in the table. */
  private abstract static class TwoSlots {
    final long[] words = {0, 0};
    final AtomicIntegerArray table = new AtomicIntegerArray(2);

    final boolean seesLive(final int other) {
      return table.get(other) != 0 && KillWord.isLive(KillWords.getAcquire(words, other));
    }

    final boolean open(final int slot) {
      return KillWords.open(words, slot, 0);
    }
  }

  /** Control of I1_OpenVsOpen: look for others first, then add and open. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE, desc = "as with the pass after adding")
  @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING,
      desc = "two sessions of one UUID: what the pass after adding prevents")
  @Outcome(expect = FORBIDDEN, desc = "none: nobody gave up for one that was not open")
  public static class UI_I1_Control_OpenWithoutPassAfterAdding extends TwoSlots {
    private boolean open(final int slot, final int other) {
      if (seesLive(other)) {
        return false;
      }
      table.set(slot, 1);
      return open(slot);
    }

    @Actor public void opener1(final ZZ_Result r) { r.r1 = open(0, 1); }

    @Actor public void opener2(final ZZ_Result r) { r.r2 = open(1, 0); }
  }

  /** Control of I1_OpenVsOpen: add, then pass, but take no notice of a rival that is not open yet. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE, desc = "as when rivals that are NEW are settled")
  @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING,
      desc = "two sessions of one UUID: why a NEW rival is given up or helped")
  @Outcome(expect = FORBIDDEN, desc = "none: nobody gave up for one that was not open")
  public static class UI_I1_Control_OpenPastNewRival extends TwoSlots {
    private boolean open(final int slot, final int other) {
      table.set(slot, 1);
      return !seesLive(other) && open(slot);
    }

    @Actor public void opener1(final ZZ_Result r) { r.r1 = open(0, 1); }

    @Actor public void opener2(final ZZ_Result r) { r.r2 = open(1, 0); }
  }

  /** Control of K7_OpenVsEndSession: look whether the session is open and set ATTACHED, then add the cursor. */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "opened, and closed by the end of the session")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "refused")
  @Outcome(id = "true, false", expect = ACCEPTABLE_INTERESTING,
      desc = "left open in a session that has gone: why the entry comes first")
  @Outcome(expect = FORBIDDEN, desc = "closed without being there")
  public static class HO_I3_Control_AttachBeforeEntry {
    private final long[] words = {KillWord.opened(0)};
    private volatile boolean entry;

    @Actor public void host(final ZZ_Result r) {
      final long word = KillWords.getAcquire(words, 0);
      r.r1 = KillWord.isLive(word) && KillWords.attach(words, 0, word);
      if (r.r1) {
        entry = true;
      }
    }

    @Actor public void ender(final ZZ_Result r) {
      long word;
      do {
        word = KillWords.getAcquire(words, 0);
      } while (!KillWords.seal(words, 0, word));
      r.r2 = entry;
    }
  }

  /**
   * Control of Bag_AddAndLookVsCloseAndWalk: the element is stored as an ordinary publication, which a later read may
   * overtake.
   */
  @State
  @JCStressTest
  @Outcome(id = {"true, true", "true, false", "false, true"}, expect = ACCEPTABLE, desc = "as with the volatile store")
  @Outcome(id = "false, false", expect = ACCEPTABLE_INTERESTING,
      desc = "neither saw the other: what the volatile store prevents")
  @Outcome(expect = FORBIDDEN, desc = "cannot be")
  public static class CH_E4_Control_AddByRelease {
    private final AtomicReferenceArray<String> entries = new AtomicReferenceArray<>(1);
    private volatile boolean closed;

    @Actor public void adder(final ZZ_Result r) { entries.setRelease(0, "added"); r.r1 = closed; }

    @Actor public void closer(final ZZ_Result r) { closed = true; r.r2 = entries.getAcquire(0) != null; }
  }

  /** Control of I4_ExpireVsBegin: the expiry judges one word and ends the session from the next. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE,
      desc = "as with one compare-and-set from the word that was judged")
  @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "expired under an operation: what that prevents")
  @Outcome(expect = FORBIDDEN, desc = "refused by a session that is open")
  public static class HO_I4_Control_ExpireFromAnotherWord {
    private final long[] words = {KillWord.opened(0)};

    @Actor public void janitor(final ZZ_Result r) {
      if (KillWord.isRunning(KillWords.getAcquire(words, 0))) {
        return;
      }
      long word;
      do {
        word = KillWords.getAcquire(words, 0);
      } while (!KillWords.seal(words, 0, word));
      r.r1 = true;
    }

    @Actor public void host(final ZZ_Result r) {
      final long word = KillWords.getAcquire(words, 0);
      r.r2 = KillWord.isLive(word) && KillWords.begin(words, 0, word, KillWord.begun(word, false));
    }
  }

  /**
   * Control of I4_ExpireVsBeginFurtherOfAttached: a further begin that leaves an idle word as it is if that is ATTACHED
   * already.
   */
  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE, desc = "as when the idle word becomes another")
  @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING,
      desc = "expired under a further operation: why it becomes another")
  @Outcome(id = "false, false", expect = ACCEPTABLE,
      desc = "held when the expiry looked, and refused by one that came before it")
  @Outcome(expect = FORBIDDEN, desc = "cannot be")
  public static class HO_I4_Control_AttachWithoutTrace {
    private final long[] words = {KillWord.attached(KillWord.opened(0))};
    private final AtomicLong holds = new AtomicLong(HoldWord.free(1));

    @Actor public void janitor(final ZZ_Result r) {
      final long word = KillWords.getAcquire(words, 0);
      r.r1 = HoldWord.furtherOperations(holds.getAcquire()) == 0
          && KillWords.seal(words, 0, word);
    }

    @Actor public void host(final ZZ_Result r) {
      final long free = holds.getAcquire();
      holds.compareAndSet(free, free + HoldWord.HOLD);
      r.r2 = KillWord.isLive(KillWords.getAcquire(words, 0)); // ATTACHED: nothing to change
    }
  }

  /** Control of I1_EndVsEndOfFirst: the ender takes no hold for the first operation. */
  @State
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the operation ended first; then the slot was freed")
  @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING,
      desc = "freed while the operation ran: what the hold prevents")
  @Outcome(expect = FORBIDDEN, desc = "cannot be")
  public static class HO_I2_Control_EndWithoutHoldForFirst {
    private final long[] words = {KillWord.begun(KillWord.opened(0), false)};
    private final AtomicLong holds = new AtomicLong(HoldWord.free(1));

    @Actor public void ender(final ZZ_Result r) {
      long word;
      do {
        word = KillWords.getAcquire(words, 0);
      } while (!KillWords.seal(words, 0, word));
      final long ended = HoldWord.ended(holds.getAcquire(), 0); // 1 if the operation runs
      holds.compareAndSet(HoldWord.free(1), ended);
      r.r1 = HoldWord.isLastHold(ended) && holds.compareAndSet(ended, HoldWord.free(2));
    }

    @Actor public void host(final ZZ_Result r) {
      r.r2 = HoldWord.generation(holds.getAcquire()) != 1; // still running
      long word;
      do {
        word = KillWords.getAcquire(words, 0);
      } while (!KillWords.end(words, 0, word));
    }
  }
}
