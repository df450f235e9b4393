package dev.quell.internal.services;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.stress.lincheck.Checks;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Core time is linearizable as one number that grows: ticks, whatever each has read of the exact clock, never take it
 * back, and a cut-off parts the stamps before it from those after it.
 */
class CoreClockLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenario(Checks.modelChecking(2, 3, 4, 100), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenario(Checks.stress(2, 3, 1, 300), test);
  }

  private static <T extends Options<T, ?>> T withScenario(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // a late tick meets a cut-off and a tick that was faster
                List.of(call("tick", 1, 2), call("cutOff"), call("stamp")),
                List.of(call("cutOff"), call("tick", 2, 3), call("stamp"))));
  }

  @Test
  void shouldNeverGoBackAndPartWhatIsBeforeFromWhatIsAfter() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindATickThatLooksAndThenWrites() {
    Checks.finds(modelChecking(TickThatWrites.class), TickThatWrites.class);
  }

  @Test
  void shouldNeverGoBackAndPartWhatIsBeforeFromWhatIsAfterOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindATickThatLooksAndThenWritesOnRealThreads() {
    Checks.finds(stress(TickThatWrites.class), TickThatWrites.class);
  }

  /** One number. */
  public static class Model {
    private long now = new CoreClock(() -> 0, 0).stamp();

    public long tick(final int thread, final int millis) {
      now = Math.max(now, at(millis));
      return now;
    }

    public long cutOff() {
      return now++;
    }

    public long stamp() {
      return now;
    }
  }

  /** Core time at the beginning of this millisecond. */
  static long at(final int millis) {
    return (long) millis << 20;
  }

  /** The shipped class, by an exact clock that tells each thread what it is to read. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "millis", gen = IntGen.class, conf = "1:4")
  public static class Real {
    private static final long MILLI = 1_000_000;
    private final ThreadLocal<Long> exact = ThreadLocal.withInitial(() -> 0L);
    private final CoreClock clock = new CoreClock(() -> exact.get(), 0);

    @Operation
    public long tick(@Param(name = "thread") final int thread, @Param(name = "millis") final int millis) {
      exact.set((millis - 1) * MILLI); // core time begins with the first
      return clock.tick();
    }

    @Operation
    public long cutOff() {
      return clock.cutOff();
    }

    @Operation
    public long stamp() {
      return clock.stamp();
    }
  }

  /** What others have added since it looked is lost. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "millis", gen = IntGen.class, conf = "1:4")
  public static class TickThatWrites extends Real {
    private final AtomicLong now = new AtomicLong(at(1));

    @Override
    @Operation
    public long tick(@Param(name = "thread") final int thread, @Param(name = "millis") final int millis) {
      final long seen = now.get();
      if (seen >= at(millis)) {
        return seen;
      }
      Checks.window();
      now.set(at(millis));
      return at(millis);
    }

    @Override
    @Operation
    public long cutOff() {
      return now.getAndIncrement();
    }

    @Override
    @Operation
    public long stamp() {
      return now.get();
    }
  }
}
