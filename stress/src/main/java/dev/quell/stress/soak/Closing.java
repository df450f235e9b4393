package dev.quell.stress.soak;

import dev.quell.ClosedCoreException;
import dev.quell.Cursor;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The close of a core in which something goes on: all of it is killed, closed and ended, once, and nothing begins any
 * more.
 */
final class Closing {
  private Closing() {}

  static void check(final Subject subject, final Violations violations, final long patienceNanos) {
    final KillCore core = subject.core;
    final Session session = core.session(new UUID(1, 1), Owner.of("last", "app"));
    final List<Operation> operations =
        List.of(
            session.begin("first"),
            session.begin("further"),
            session.begin(core.operation().exempt(true)),
            core.begin("none"));
    final AtomicInteger closes = new AtomicInteger();
    final Cursor<?> idle = session.openCursor(closes::incrementAndGet);
    final Cursor<?> pinned = core.openCursor(closes::incrementAndGet);
    pinned.pin(operations.get(0));
    core.close();
    for (final Operation operation : operations) {
      if (operation.killCause().map(cause -> cause.code()).orElse(0) != KillCode.INTERRUPTED_AT_SHUTDOWN) {
        violations.add("close", "an operation outlived the core, or died of " + operation.killCause());
      }
    }
    if (session.isOpen() || idle.isOpen() || pinned.isOpen()) {
      violations.add("close", "a session or cursor outlived the core");
    }
    if (closes.get() > 1) {
      violations.add("K7", "the close of the core closed a pinned cursor");
    }
    pinned.unpin();
    operations.forEach(Operation::close);
    final long start = System.nanoTime();
    while (closes.get() < 2 && System.nanoTime() - start < patienceNanos) {
      Thread.yield();
    }
    if (closes.get() != 2) {
      violations.add("K7", "of two cursors " + closes + " were closed with the core");
    }
    try {
      core.begin("too late");
      violations.add("close", "an operation began in a closed core");
    } catch (final ClosedCoreException e) {
      // as it should be
    }
  }
}
