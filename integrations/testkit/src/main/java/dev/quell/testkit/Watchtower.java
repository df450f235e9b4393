package dev.quell.testkit;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.internal.operation.OperationWatch;
import dev.quell.internal.operation.Watching;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Passes on what the operations of a core do to the one run that is looked at in that core, if there is one. */
final class Watchtower implements OperationWatch {
  private static final ConcurrentHashMap<Object, OperationWatch> RUNS = new ConcurrentHashMap<>();

  static {
    Watching.install(new Watchtower());
  }

  private Watchtower() {}

  /** Has all cores watched that are made from now on; loading this class does it. */
  static void install() {}

  /**
   * The name of a core here.
   *
   * @throws IllegalStateException if the core is closed, or was made before {@link #install}
   */
  static Object nameOf(final KillCore core) {
    final Object name = Watching.coreOf(core.operation());
    if (name == null) {
      throw new IllegalStateException(
          "the core was made before the test kit was loaded: call KillPoints.install() before you make the core");
    }
    return name;
  }

  /** Looks at a core, until {@link #leave}. */
  static void enter(final Object core, final OperationWatch run) {
    if (RUNS.putIfAbsent(core, run) != null) {
      throw new IllegalStateException("another KillPoints looks at this core now");
    }
  }

  static void leave(final Object core, final OperationWatch run) {
    RUNS.remove(core, run);
  }

  private static @Nullable OperationWatch run(final Operation operation) {
    final Object core = RUNS.isEmpty() ? null : Watching.coreOf(operation);
    return core == null ? null : RUNS.get(core);
  }

  @Override
  public void began(final Operation operation) {
    Begins.began(operation);
    final OperationWatch run = run(operation);
    if (run != null) {
      run.began(operation);
    }
  }

  @Override
  public void ending(final Operation operation) {
    Begins.ending(operation);
    final OperationWatch run = run(operation);
    if (run != null) {
      run.ending(operation);
    }
  }

  @Override
  public void waited(final Operation operation) {
    final OperationWatch run = run(operation);
    if (run != null) {
      run.waited(operation);
    }
  }

  @Override
  public void at(final Operation operation, final Door door) {
    final OperationWatch run = run(operation);
    if (run != null) {
      run.at(operation, door);
    }
  }
}
