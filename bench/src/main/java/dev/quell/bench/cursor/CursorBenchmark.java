package dev.quell.bench.cursor;

import dev.quell.Cursor;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.Telemetry;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does a cursor cost: to use for one batch, and to open and close?
 *
 * <p>Aim: {@code pinUnpin} 0 B, and about two compare-and-sets. {@code findPinUnpin}, what a client's next batch takes,
 * adds a look-up, all in cache, and its result. No aim for {@code openClose} and {@code openCloseSessionless}: they
 * make an object, a random id and an entry in a table; {@code openPinUnpinClose} is a cursor with one batch, all of it.
 *
 * <p>Refuted if {@code pinUnpin} allocates.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar CursorBenchmark -prof gc}
 */
public class CursorBenchmark extends Measured {
  private static final AutoCloseable NOTHING = () -> {};

  /** A session in which an operation runs and one cursor is open. */
  @State(Scope.Thread)
  public static class Open {
    KillCore core;
    Session session;
    Operation operation;
    Cursor<?> cursor;
    long id;

    @Setup
    public void open(final Population population) {
      core = population.core;
      session = population.add();
      operation = session.begin(core.operation());
      cursor = session.openCursor(NOTHING);
      id = cursor.id();
    }

    @TearDown
    public void check() {
      Checks.that(cursor.isOpen() && !cursor.isPinned(), "the cursor is closed or pinned");
      Checks.equal("cursors of the session", 1, session.info().cursors());
      cursor.close();
      operation.close();
      final Telemetry telemetry = core.telemetry();
      Checks.equal("cursors closed", telemetry.cursorsOpened(), telemetry.cursorsClosed());
    }
  }

  @Benchmark
  public Cursor<?> pinUnpin(final Open open) {
    final Cursor<?> cursor = open.cursor;
    cursor.pin(open.operation);
    cursor.unpin();
    return cursor;
  }

  @Benchmark
  public Cursor<?> findPinUnpin(final Open open) {
    final Cursor<?> cursor = open.core.findCursor(open.id).orElseThrow();
    cursor.pin(open.operation);
    cursor.unpin();
    return cursor;
  }

  @Benchmark
  public Cursor<?> openClose(final Open open) {
    final Cursor<?> cursor = open.session.openCursor(NOTHING);
    cursor.close();
    return cursor;
  }

  @Benchmark
  public Cursor<?> openPinUnpinClose(final Open open) {
    final Cursor<?> cursor = open.session.openCursor(NOTHING);
    cursor.pin(open.operation);
    cursor.unpin();
    cursor.close();
    return cursor;
  }

  @Benchmark
  public Cursor<?> openCloseSessionless(final Open open) {
    final Cursor<?> cursor = open.core.openCursor(NOTHING);
    cursor.close();
    return cursor;
  }
}
