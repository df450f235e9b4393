package dev.quell.server.dispatch;

import dev.quell.KillCode;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.command.CommandException;
import java.util.concurrent.Semaphore;

/**
 * Lets no more commands compute at once than there are processors, in turns, so that however many there are a kill
 * finds a processor: the system shares the processors among all threads that want them, and a thread that carries out a
 * kill would be one of hundreds. A command takes part from its first long stretch of computing; short ones never do.
 *
 * <p><i>Threads:</i> any. Who waits for its turn is woken by a kill.
 */
final class Turns {
  /** How long a turn is, and how long a command computes before it takes part. */
  static final long NANOS = 5_000_000;

  private final Semaphore places;

  /** So many at once. */
  Turns(final int places) {
    this.places = new Semaphore(places, true);
  }

  /** One command's part in it; used by its thread alone. */
  final class Turn {
    private boolean taken;

    /**
     * Waits for a place if this has none, and gives it to the next if others wait for one.
     *
     * @throws OperationKilledException if the operation is killed meanwhile
     */
    void next(final Operation operation) {
      if (taken) {
        if (!places.hasQueuedThreads()) {
          return;
        }
        end();
      }
      await(operation);
    }

    private void await(final Operation operation) {
      try {
        operation.interruptibly(() -> {
          places.acquire();
          taken = true; // here, so that a kill that comes now does not lose the place
          return null;
        });
      } catch (final RuntimeException e) {
        throw e;
      } catch (final Exception e) {
        Thread.currentThread().interrupt();
        throw new CommandException(
            KillCode.INTERRUPTED_AT_SHUTDOWN, KillCode.messageOf(KillCode.INTERRUPTED_AT_SHUTDOWN));
      }
    }

    /** Gives up the place, if there is one. */
    void end() {
      if (taken) {
        taken = false;
        places.release();
      }
    }
  }

  Turn turn() {
    return new Turn();
  }

  /** Places that nobody has. */
  int free() {
    return places.availablePermits();
  }

  /** Whether anybody waits for a place. */
  boolean isAwaited() {
    return places.hasQueuedThreads();
  }
}
