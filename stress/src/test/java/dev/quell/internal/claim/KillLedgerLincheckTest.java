package dev.quell.internal.claim;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.KillCause;
import dev.quell.stress.lincheck.Checks;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * A number names one kill until that is done and its victim has stopped, whoever comes last; in the end no number is
 * left; and there are never more numbers out than may be. The ledger is a small one, whose numbers come round at once
 * and run out.
 */
class KillLedgerLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 4, 4, 100), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 4, 1, 300), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // two kills take numbers at once, and victims look theirs up
                List.of(call("register", 1), call("lookUp", 1), call("finish", 1), call("stop", 1),
                    call("register", 1)),
                List.of(call("register", 2), call("lookUp", 2), call("stop", 2), call("lookUp", 1), call("finish", 2))))
        .addCustomScenario(
            scenario(
                test, // a victim stops while its killer is not done, and the number is wanted by the next
                List.of(call("register", 1), call("finish", 1), call("register", 1), call("lookUp", 1)),
                List.of(call("stop", 1), call("register", 2), call("lookUp", 2))));
  }

  @Test
  void shouldNameOneKillUntilItIsOver() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindANumberTakenWithoutCompareAndSet() {
    Checks.finds("Validation", modelChecking(TakenWithoutCas.class), TakenWithoutCas.class);
  }

  @Test
  void shouldGiveOutNoMoreNumbersThanItMay() {
    Checks.passes(modelChecking(Full.class), Full.class);
  }

  @Test
  void shouldFindALimitThatIsLookedAtBefore() {
    Checks.finds("Validation", modelChecking(LimitLookedAtBefore.class), LimitLookedAtBefore.class);
  }

  @Test
  void shouldNameOneKillUntilItIsOverOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindANumberTakenWithoutCompareAndSetOnRealThreads() {
    Checks.finds("Validation", stress(TakenWithoutCas.class), TakenWithoutCas.class);
  }

  /** A kill of each thread at a time, with one victim, which anybody may stop. */
  public static class Model {
    private final boolean[] works = new boolean[3];
    private final boolean[] runs = new boolean[3];

    public boolean register(final int thread) {
      if (works[thread] || runs[thread]) {
        return false;
      }
      works[thread] = true;
      runs[thread] = true;
      return true;
    }

    public boolean finish(final int thread) {
      final boolean did = works[thread];
      works[thread] = false;
      return did;
    }

    public boolean stop(final int whose) {
      final boolean did = runs[whose];
      runs[whose] = false;
      return did;
    }

    /** Whether all is well with the victim's number. */
    public boolean lookUp(final int whose) {
      return true;
    }
  }

  /** The shipped class. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "any", gen = IntGen.class, conf = "1:2")
  public static class Real {
    static final int NUMBERS = 3;
    private final KillLedger ledger = new KillLedger(NUMBERS, most(), 1);
    private final KillRecord[] working = new KillRecord[3]; // each by its thread alone
    private final List<AtomicReference<KillRecord>> victims =
        List.of(new AtomicReference<>(), new AtomicReference<>(), new AtomicReference<>());

    int most() {
      return NUMBERS - 1;
    }

    KillRecord put(final KillRecord record) {
      return ledger.register(record);
    }

    KillRecord get(final int number) {
      return ledger.get(number);
    }

    void finish(final KillRecord record) {
      ledger.finish(record, 1);
    }

    void stopped(final KillRecord record) {
      ledger.stopped(record);
    }

    int pending() {
      return ledger.pendingKills();
    }

    /** Whether there ever were more numbers out than may be. */
    boolean isAboveLimit() {
      return false;
    }

    @Operation
    public boolean register(@Param(name = "thread") final int thread) {
      if (working[thread] != null || victims.get(thread).get() != null) {
        return false;
      }
      final KillRecord record = put(new KillRecord(new KillCause(thread, "", "", 0), 0));
      working[thread] = record;
      victims.get(thread).set(record);
      return true;
    }

    @Operation
    public boolean finish(@Param(name = "thread") final int thread) {
      final KillRecord record = working[thread];
      if (record == null) {
        return false;
      }
      working[thread] = null;
      finish(record);
      return true;
    }

    @Operation
    public boolean stop(@Param(name = "any") final int whose) {
      final KillRecord record = victims.get(whose).getAndSet(null);
      if (record == null) {
        return false;
      }
      stopped(record);
      return true;
    }

    @Operation
    public boolean lookUp(@Param(name = "any") final int whose) {
      final KillRecord record = victims.get(whose).get();
      return record == null || get(record.index()) == record || victims.get(whose).get() != record;
    }

    /** When all is over: a number for each kill that is not, and none for the others. */
    @Validate
    public void shouldHoldWhatIsPending() {
      int expected = 0;
      for (int thread = 1; thread <= 2; thread++) {
        final KillRecord works = working[thread];
        final KillRecord runs = victims.get(thread).get();
        expected += works != null && !works.isShared() || runs != null && !runs.isShared() ? 1 : 0;
      }
      if (isAboveLimit()) {
        throw new IllegalStateException("two numbers were out");
      }
      if (pending() != expected) {
        throw new IllegalStateException(pending() + " kills have a number, expected " + expected);
      }
    }
  }

  /** Looks for a number that is free, and then takes it. */
  public static class TakenWithoutCas extends Real {
    private final AtomicReferenceArray<KillRecord> entries = new AtomicReferenceArray<>(KillLedger.FIRST + NUMBERS);

    @Override
    KillRecord put(final KillRecord record) {
      int number = KillLedger.FIRST;
      while (entries.get(number) != null) {
        number++;
      }
      Checks.window();
      record.setIndex(number);
      entries.set(number, record);
      return record;
    }

    @Override
    KillRecord get(final int number) {
      return entries.get(number);
    }

    @Override
    void finish(final KillRecord record) {
      if (record.finish(1)) {
        entries.set(record.index(), null);
      }
    }

    @Override
    void stopped(final KillRecord record) {
      if (record.stopped()) {
        entries.set(record.index(), null);
      }
    }

    @Override
    int pending() {
      int count = 0;
      for (int number = KillLedger.FIRST; number < entries.length(); number++) {
        count += entries.get(number) != null ? 1 : 0;
      }
      return count;
    }
  }

  /** One number may be out: the other thread's kill shares a record while it is. */
  public static class Full extends Real {
    private final AtomicInteger out = new AtomicInteger();
    private volatile boolean tooMany;

    @Override
    int most() {
      return 1;
    }

    @Override
    KillRecord put(final KillRecord record) {
      final KillRecord registered = super.put(record);
      if (!registered.isShared() && out.incrementAndGet() > 1) {
        tooMany = true;
      }
      return registered;
    }

    /** Counted off before it can be given back. */
    @Override
    void finish(final KillRecord record) {
      if (!record.isShared()) {
        out.decrementAndGet();
      }
      super.finish(record);
    }

    @Override
    boolean isAboveLimit() {
      return tooMany;
    }
  }

  /** Looks whether one is out, and then takes one of the many. */
  public static class LimitLookedAtBefore extends Full {
    private final AtomicReference<KillRecord> shared = new AtomicReference<>();
    private final AtomicInteger taken = new AtomicInteger();

    @Override
    int most() {
      return NUMBERS - 1;
    }

    @Override
    KillRecord put(final KillRecord record) {
      if (taken.get() > 0) {
        shared.compareAndSet(null, record); // index 0, so that it counts as shared
        return shared.get();
      }
      Checks.window();
      taken.incrementAndGet();
      return super.put(record);
    }

    @Override
    KillRecord get(final int number) {
      return number == 0 ? shared.get() : super.get(number);
    }
  }
}
