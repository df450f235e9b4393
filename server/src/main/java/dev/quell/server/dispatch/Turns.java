package dev.quell.server.dispatch;

import dev.quell.KillCode;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Registration;
import dev.quell.command.CommandException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets no more commands compute at once than there are processors, in turns, so that however many there are a kill
 * finds a processor: the system shares the processors among all threads that want them, and a thread that carries out a
 * kill would be one of hundreds. A command takes part from its first long stretch of computing; short ones never do.
 *
 * <p>Those that are killed while they wait leave in turns, too, and only after the reply to the kill: if hundreds were
 * woken at once, they would all come before the one that has killed them.
 *
 * <p><i>Threads:</i> any.
 */
final class Turns {
  /** How long a turn is, and how long a command computes before it takes part. */
  static final long NANOS = 5_000_000;

  private final int places;
  private final ReentrantLock lock = new ReentrantLock();
  // All that follows is read and changed with the lock.
  private final Queue<Turn> waiting = new ArrayDeque<>();
  private final Queue<Turn> leaving = new ArrayDeque<>();
  private int free;
  private int awaited;
  private int left;

  /** So many at once. */
  Turns(final int places) {
    this.places = places;
    free = places;
  }

  private enum State {
    /** Has none and wants none. */
    OUT,
    /** Wants a place. */
    WAITING,
    /** Has a place. */
    IN,
    /** Was killed when it waited, and may not go yet. */
    KILLED,
    /** Goes, and lets the next go when it has gone. */
    LEAVING
  }

  /** One command's part in it; used by its thread alone. */
  final class Turn {
    private @Nullable Thread thread;
    /** Changed with the lock. */
    private volatile State state = State.OUT;

    /**
     * Waits for a place if this has none, and gives it to the next if others wait for one.
     *
     * @throws OperationKilledException if the operation is killed meanwhile
     */
    void next(final Operation operation) {
      if (state == State.IN && !isAwaited()) {
        return;
      }
      end();
      thread = Thread.currentThread();
      if (takeOrWait(this)) {
        return;
      }
      final Registration registration = awaitKill(operation);
      boolean interrupted = false;
      try {
        while (state == State.WAITING || state == State.KILLED) {
          LockSupport.park(Turns.this);
          interrupted |= Thread.interrupted();
          if (interrupted && giveUp(this)) {
            throw new CommandException(
                KillCode.INTERRUPTED_AT_SHUTDOWN, KillCode.messageOf(KillCode.INTERRUPTED_AT_SHUTDOWN));
          }
        }
      } finally {
        registration.close();
        if (interrupted) { // the command is to hear of it, too, if it has been let in meanwhile
          Thread.currentThread().interrupt();
        }
      }
      operation.check();
    }

    private Registration awaitKill(final Operation operation) {
      try {
        return operation.onKill(cause -> killed(this), AfterReply.INSTANCE);
      } catch (final Throwable e) { // it has ended, or there is no memory for that
        giveUp(this); // or nobody would take a place that comes to it
        throw e;
      }
    }

    /** Gives up the place, if there is one. */
    void end() {
      if (state == State.IN) {
        leavePlace(this);
      } else if (state == State.LEAVING) {
        leaveForGood(this);
      }
    }
  }

  Turn turn() {
    return new Turn();
  }

  // ---- steps, each with the lock

  /** Whether it has a place now. */
  private boolean takeOrWait(final Turn turn) {
    lock.lock();
    try {
      if (free > 0) {
        free--;
        turn.state = State.IN;
        return true;
      }
      turn.state = State.WAITING;
      waiting.add(turn);
      awaited++;
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void leavePlace(final Turn turn) {
    @Nullable
    Turn next;
    lock.lock();
    try {
      turn.state = State.OUT;
      do {
        next = waiting.poll();
      } while (next != null && next.state != State.WAITING); // it was killed, or has given up
      if (next == null) {
        free++;
      } else {
        awaited--;
        next.state = State.IN;
      }
    } finally {
      lock.unlock();
    }
    wake(next);
  }

  private void killed(final Turn turn) {
    boolean goes = false;
    lock.lock();
    try {
      if (turn.state == State.WAITING) {
        awaited--;
        goes = left < places;
        if (goes) {
          left++;
          turn.state = State.LEAVING;
        } else {
          turn.state = State.KILLED;
          leaving.add(turn);
        }
      }
    } finally {
      lock.unlock();
    }
    if (goes) {
      wake(turn);
    }
  }

  private void leaveForGood(final Turn turn) {
    @Nullable
    Turn next;
    lock.lock();
    try {
      turn.state = State.OUT;
      do {
        next = leaving.poll();
      } while (next != null && next.state != State.KILLED); // it has given up
      if (next == null) {
        left--;
      } else {
        next.state = State.LEAVING;
      }
    } finally {
      lock.unlock();
    }
    wake(next);
  }

  /** Leaves the queue in which it waits; false if it has been let go, or in, meanwhile. */
  private boolean giveUp(final Turn turn) {
    lock.lock();
    try {
      if (turn.state == State.WAITING) {
        awaited--;
      } else if (turn.state != State.KILLED) {
        return false;
      }
      turn.state = State.OUT;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static void wake(final @Nullable Turn turn) {
    if (turn != null) {
      LockSupport.unpark(turn.thread);
    }
  }

  // ---- how it is

  /** Places that nobody has. */
  int free() {
    lock.lock();
    try {
      return free;
    } finally {
      lock.unlock();
    }
  }

  /** Whether anybody waits for a place. */
  boolean isAwaited() {
    return waiting() > 0;
  }

  /** How many wait for a place. */
  int waiting() {
    lock.lock();
    try {
      return awaited;
    } finally {
      lock.unlock();
    }
  }
}
