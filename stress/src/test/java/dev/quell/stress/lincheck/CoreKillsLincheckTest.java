package dev.quell.stress.lincheck;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.KillCause;
import dev.quell.KillPattern;
import dev.quell.UserName;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.stress.lincheck.KillByPattern.Report;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * The core with sessions and operations and kills of every kind, against the books: K1 to K4, as {@link KillByPattern}
 * spells them out, for operations that are the first in their session and for further ones, while sessions end and
 * their slots are used again.
 */
class CoreKillsLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    final ModelCheckingOptions options = Checks.modelChecking(2, 3, 1, 80).addGuarantee(Checks.shownElsewhere());
    return withScenarios(options, test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 3, 1, 150), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .verifier(HistoryVerifier.class)
        .sequentialSpecification(TwoSessions.class)
        .addCustomScenario(
            scenario(
                test, // a kill of all against one of some, and operations that come and go
                List.of(call("begin", 1, 1, 1), call("killAll", 1), call("finish", 1)),
                List.of(call("begin", 2, 1, 2), call("killOwner", 2, 1), call("finish", 2))))
        .addCustomScenario(
            scenario(
                test, // a further operation joins while the first is killed
                List.of(call("begin", 1, 1, 1), call("poll", 1), call("finish", 1)),
                List.of(call("killSession", 2, 1), call("begin", 2, 1, 1), call("killAll", 2))))
        .addCustomScenario(
            scenario(
                test, // a first operation is killed while a further one joins it
                List.of(call("begin", 1, 1, 1), call("killOwner", 1, 1), call("poll", 1)),
                List.of(call("begin", 2, 1, 1), call("poll", 2), call("finish", 2))))
        .addCustomScenario(
            scenario(
                test, // a session ends and another has its slot while kills are about
                List.of(call("killOwner", 1, 1), call("killSession", 1, 1)),
                List.of(call("end", 1, 1), call("begin", 2, 2, 2), call("poll", 2))));
  }

  @Test
  void shouldKillWhatWasThereOnceAndNothingElse() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillThatDoesNotLookAgain() {
    Checks.finds(modelChecking(KillWithoutRetry.class), KillWithoutRetry.class);
  }

  @Test
  void shouldFindAKillThatCountsWhatItLost() {
    Checks.finds(modelChecking(CountsWhatItLost.class), CountsWhatItLost.class);
  }

  @Test
  void shouldFindAKillOfWhateverIsInTheSlot() {
    Checks.finds(modelChecking(KillOfSlots.class), KillOfSlots.class);
  }

  @Test
  void shouldKillWhatWasThereOnceAndNothingElseOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillThatCountsWhatItLostOnRealThreads() {
    Checks.finds(stress(CountsWhatItLost.class), CountsWhatItLost.class);
  }

  /** One UUID of two owners. */
  public static class TwoSessions extends Books {
    public TwoSessions() {
      open(1, "ann");
      open(1, "bob");
    }
  }

  /** The shipped classes. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "any", gen = IntGen.class, conf = "1:2")
  public static class Real extends CoreUnderTest {
    public Real() {
      doOpen(1, 1);
      doOpen(1, 2);
    }

    @Operation
    public String begin(
        @Param(name = "thread") final int thread, @Param(name = "any") final int id,
        @Param(name = "any") final int owner) {
      return doBeginWithId(thread, id, owner);
    }

    @Operation
    public int poll(@Param(name = "thread") final int thread) {
      return doPoll(thread);
    }

    @Operation
    public int finish(@Param(name = "thread") final int thread) {
      return doFinish(thread);
    }

    @Operation
    public boolean end(@Param(name = "any") final int id, @Param(name = "any") final int owner) {
      return doEnd(id, owner);
    }

    @Operation
    public Report killSession(@Param(name = "thread") final int thread, @Param(name = "any") final int id) {
      return kill(thread, session(id));
    }

    @Operation
    public Report killOwner(@Param(name = "thread") final int thread, @Param(name = "any") final int owner) {
      return kill(thread, ownedBy(owner));
    }

    @Operation
    public Report killUser(@Param(name = "thread") final int thread, @Param(name = "any") final int owner) {
      return kill(thread, user(owner));
    }

    @Operation
    public Report killEither(
        @Param(name = "thread") final int thread, @Param(name = "any") final int id,
        @Param(name = "any") final int owner) {
      return kill(thread, session(id), ownedBy(owner));
    }

    @Operation
    public Report killAll(@Param(name = "thread") final int thread) {
      return kill(thread);
    }

    @Operation
    public boolean killOperation(@Param(name = "any") final int whose) {
      return doKillOperation(whose);
    }
  }

  /** Kills by pattern of a simple kind: the first operation of each session that matched, in one look. */
  public abstract static class OneLook extends Real {
    @Override
    Report kill(final int thread, final KillPattern... patterns) {
      final int code = nextCode(thread);
      final KillRecord record = core.claims.ledger.register(new KillRecord(new KillCause(code, "", "", 0), 0));
      int sessions = 0;
      int operations = 0;
      for (int id = 1; id <= 2; id++) {
        for (int owner = 1; owner <= 2; owner++) {
          final long handle = matches(patterns, id, owner) ? core.find(id, owners[owner]) : Handle.NONE;
          if (handle != Handle.NONE) {
            sessions++;
            operations += claim(core.segment(handle), QuietCore.offset(handle), record);
          }
        }
      }
      core.claims.ledger.finish(record, operations);
      return new Report(code, operations, 0, sessions);
    }

    private boolean matches(final KillPattern[] patterns, final int id, final int owner) {
      for (final KillPattern pattern : patterns) {
        if (pattern.id().map(uuid(id)::equals).orElse(true)
            && pattern.uid().map(owners[owner].uid()::equals).orElse(true)
            && pattern.users().map(users -> users.contains(new UserName(Calls.owner(owner), "db"))).orElse(true)) {
          return true;
        }
      }
      return patterns.length == 0;
    }

    /** How many operations to count. */
    abstract int claim(Segment<?, ?, OperationState> segment, int offset, KillRecord record);
  }

  /** Where the word has changed since it was read, somebody else has done something there, it thinks. */
  public static class KillWithoutRetry extends OneLook {
    @Override
    int claim(final Segment<?, ?, OperationState> segment, final int offset, final KillRecord record) {
      final long word = segment.killWordAcquire(offset);
      Checks.window();
      return KillWord.isClaimable(word)
          && KillWords.claim(segment.words(), offset, word, record.index())
              ? 1
              : 0;
    }
  }

  /** Counts before it has won. */
  public static class CountsWhatItLost extends OneLook {
    @Override
    int claim(final Segment<?, ?, OperationState> segment, final int offset, final KillRecord record) {
      final long word = segment.killWordAcquire(offset);
      if (!KillWord.isClaimable(word)) {
        return 0;
      }
      Checks.window();
      KillWords.claim(segment.words(), offset, word, record.index());
      return 1;
    }
  }

  /** Does not ask whose session it is by now. */
  public static class KillOfSlots extends OneLook {
    @Override
    int claim(final Segment<?, ?, OperationState> segment, final int offset, final KillRecord record) {
      while (true) {
        final long word = segment.killWordAcquire(offset);
        if (!KillWord.isRunning(word) || KillWord.isKilled(word)) {
          return 0;
        }
        if (KillWords.claim(segment.words(), offset, word, record.index())) {
          return 1;
        }
      }
    }
  }
}
