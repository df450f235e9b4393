package dev.quell.stress.soak;

import dev.quell.Labels;
import dev.quell.LimitExceededException;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Registration;
import java.time.Duration;

/**
 * Begins children of whatever runs, its user's or another foster's child, and works on them on its own thread. A child
 * dies with its parent, and the parent does not die with it.
 */
final class Foster extends Actor {
  private final int slot;

  Foster(final Round round, final int number, final int slot) {
    super(round, number);
    this.slot = slot;
  }

  @Override
  void step() throws InterruptedException {
    final int at = dice.below(books.running.length());
    final RunBook parent = books.running.get(at);
    final RunBook child = parent == null ? null : begin(parent, at);
    if (child == null) {
      Thread.yield();
      return;
    }
    if (!child.isStray) {
      books.running.set(slot, child);
      work(child);
      books.running.set(slot, null);
    }
    books.end(child);
    if (dice.oneIn(4)) {
      runAgain(child);
    }
  }

  /**
   * Its user strikes a run off the list before it ends it. So if it is still there afterwards, the child is of that
   * run; else of a later one, perhaps.
   */
  private RunBook begin(final RunBook parent, final int at) {
    final boolean killed = parent.operation.isKilled();
    final long called = books.now();
    final long calledMillis = books.clock.coarseMillis();
    final Operation operation;
    try {
      operation = round.access.child(parent.operation);
    } catch (final IllegalStateException e) {
      if (books.running.get(at) == parent) {
        books.violations.add("child", parent + " runs, and can have no child: " + e);
      }
      return null;
    } catch (final OperationKilledException e) {
      books.killedInBegin(e.killCause());
      return null;
    } catch (final LimitExceededException e) {
      round.refused(e);
      return null;
    }
    final boolean born = operation.isKilled();
    final RunBook child =
        new RunBook(books, operation, parent.name, parent.exempt, Labels.none(), called, calledMillis);
    child.killedAtBirth = born;
    child.isStray = books.running.get(at) != parent;
    if (!child.isStray) {
      child.parent = parent;
      child.session = operation.session().orElse(null);
      if (killed && !born) {
        books.violations.add("child",
            child + " was begun in " + parent + ", which was killed, and was not born killed");
      }
    }
    child.ref = operation.ref();
    child.beginReturned = books.now();
    return child;
  }

  private void work(final RunBook child) throws InterruptedException {
    if (dice.oneIn(4)) {
      child.id = child.operation.id();
    }
    if (dice.oneIn(4)) {
      books.named.set(dice.below(books.named.length()), child);
    }
    if (dice.oneIn(4)) {
      final CallbackBook callback = new CallbackBook(books, child, CallbackBook.draw(dice));
      final Registration registration = callback.register(round);
      if (dice.oneIn(4)) {
        registration.close();
        callback.takenBack();
      }
      round.callbacks.add(callback);
    }
    if (dice.oneIn(8)) {
      books.counts.waits.increment();
      try {
        child.operation.sleep(Duration.ofMillis(1));
      } catch (final OperationKilledException e) {
        books.counts.waitsEndedByKill.increment();
      }
    }
    for (int turns = dice.below(60); turns > 0 && !child.operation.isKilled(); turns--) {
      Thread.yield();
    }
  }

  /** A later run of the same object is nobody's child. */
  private void runAgain(final RunBook child) {
    child.operation.exempt(false);
    final RunBook again = new RunBook(books, child.operation, null, false, Labels.none());
    core.begin(child.operation, "again");
    again.beginReturned = books.now();
    for (int turns = dice.below(20); turns > 0; turns--) {
      Thread.yield();
    }
    books.end(again);
  }
}
