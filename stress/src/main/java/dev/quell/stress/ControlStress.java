package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.SessionWord;
import dev.quell.internal.slots.Words;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Controls: the dangerous protocols with their mechanism taken out. Each must show its INTERESTING row, or the tests beside it
 * could not fail. The models use the layouts and words of the shipped classes; only the step under test is broken.
 */
public final class ControlStress {
  private ControlStress() {}

  /** Control of K4_TwoKillsClaimOnce: the kill reads, decides, and writes without a compare-and-set. */
  @State
  @JCStressTest
  @Outcome(id = {"1, 0", "0, 1"}, expect = ACCEPTABLE, desc = "as with the compare-and-set")
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "two kills counted one operation: what the compare-and-set prevents")
  @Outcome(expect = FORBIDDEN, desc = "no winner: not even a broken kill does that")
  public static class K4_Control_ClaimWithoutCas {
    private final long[] words = {OperationWord.begun(0, false)};

    private int kill(final int cause) {
      final long word = Words.getAcquire(words, 0);
      if (!OperationWord.isClaimable(word)) {
        return 0;
      }
      words[0] = OperationWord.withCause(word, cause);
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
    private final long[] words = {OperationWord.begun(0, false)};

    @Actor public void killer(final II_Result r) {
      final long word = Words.getAcquire(words, 0);
      r.r1 = OperationWord.isClaimable(word) && Words.cas(words, 0, word, OperationWord.withCause(word, 64)) ? 1 : 0;
    }

    @Actor public void host(final II_Result r) {
      final long word = Words.getAcquire(words, 0);
      r.r2 = OperationWord.isKilled(word) ? 1 : 0;
      words[0] = OperationWord.ended(word);
    }
  }

  /** Control of K3_StaleHandleAfterReuse: a begin that looks whether the session is open, but not at the generation. */
  @State
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "refused: the session was ended, the next not open yet")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "begun in its own session")
  @Outcome(id = "2", expect = ACCEPTABLE_INTERESTING, desc = "begun in the slot's next session: what the generation prevents")
  @Outcome(expect = FORBIDDEN, desc = "a session that never was")
  public static class K3_Control_NoGeneration {
    private final long[] words = {SessionWord.opened(SessionWord.free(1))};

    @Actor public void ender() {
      final long open = Words.getAcquire(words, 0);
      Words.cas(words, 0, open, SessionWord.ended(open));
      final long free = SessionWord.freed(Words.getAcquire(words, 0));
      Words.cas(words, 0, Words.getAcquire(words, 0), free);
      Words.cas(words, 0, free, SessionWord.opened(free));
    }

    @Actor public void staleUser(final I_Result r) {
      while (true) {
        final long seen = Words.getAcquire(words, 0);
        if (!SessionWord.isOpen(seen)) {
          r.r1 = 0;
          return;
        }
        if (Words.cas(words, 0, seen, seen + SessionWord.HOLD)) {
          r.r1 = SessionWord.generation(seen);
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

  /** Control of ExpireVsBegin: the expiry looks for an operation and ends the session, without the mark in between. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE, desc = "as with the mark")
  @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "expired under an operation: what EXPIRING prevents")
  @Outcome(expect = FORBIDDEN, desc = "refused by a session that is open")
  public static class I5_Control_ExpireWithoutMark {
    private final long[] words = {0, SessionWord.opened(SessionWord.free(0))};

    @Actor public void janitor(final ZZ_Result r) {
      final long seen = Words.getAcquire(words, 1);
      r.r1 = !OperationWord.isRunning(Words.getAcquire(words, 0)) && Words.cas(words, 1, seen, SessionWord.ended(seen));
    }

    @Actor public void host(final ZZ_Result r) {
      final boolean open = SessionWord.isOpen(Words.getAcquire(words, 1), 0);
      r.r2 = open && Words.cas(words, 0, 0, OperationWord.begun(0, false));
    }
  }
}
