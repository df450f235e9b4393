package dev.quell.bench.deadline;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Things that are over when their deadline has passed: operations of Quell's, or flags that a rival's task sets. */
abstract class Mortals implements AutoCloseable {
  static final String QUELL = "quell";

  /** The thread that deals with deadlines. */
  abstract Thread agent();

  /** Gives this thing, which has none, a deadline. */
  abstract void arm(int i, long nanosFromNow);

  abstract boolean isOver(int i);

  /** Takes the deadline back, whether it has passed or not. */
  abstract void disarm(int i);

  @Override
  public abstract void close();

  static Mortals named(final String subject, final int most) {
    return subject.equals(QUELL) ? new Operations(most) : new Tasks(subject, most);
  }

  private static final class Operations extends Mortals {
    private static final int PER_SESSION = 1_000;

    private final KillCore core = KillCore.create();
    private final List<Session> sessions = new ArrayList<>();
    private final Operation[] operations;
    private final Thread agent;

    Operations(final int most) {
      operations = new Operation[most];
      final Owner owner = Owner.of("user", "shop");
      for (int i = 0; i < most; i += PER_SESSION) {
        sessions.add(core.startSession(owner));
      }
      agent = Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals("quell-janitor"))
          .findAny()
          .orElseThrow();
    }

    @Override
    Thread agent() {
      return agent;
    }

    @Override
    void arm(final int i, final long nanosFromNow) {
      if (operations[i] == null) {
        operations[i] = core.operation();
      }
      sessions.get(i / PER_SESSION).begin(operations[i]).deadline(Duration.ofNanos(nanosFromNow));
    }

    @Override
    boolean isOver(final int i) {
      return operations[i].isKilled();
    }

    @Override
    void disarm(final int i) {
      operations[i].close();
    }

    @Override
    public void close() {
      core.close();
    }
  }

  private static final class Tasks extends Mortals {
    private final AtomicIntegerArray over;
    private final Object[] armed;
    private final Timers timers;
    private volatile Thread agent;

    Tasks(final String subject, final int most) {
      over = new AtomicIntegerArray(most);
      armed = new Object[most];
      timers = Timers.named(subject, task -> {
        agent = new Thread(task, subject);
        agent.setDaemon(true);
        return agent;
      });
      arm(0, 1); // a pool starts its thread with the first
      while (!isOver(0)) {
        Thread.yield();
      }
      disarm(0);
    }

    @Override
    Thread agent() {
      return agent;
    }

    @Override
    void arm(final int i, final long nanosFromNow) {
      armed[i] = timers.arm(nanosFromNow, () -> over.set(i, 1));
    }

    @Override
    boolean isOver(final int i) {
      return over.get(i) != 0;
    }

    @Override
    void disarm(final int i) {
      timers.disarm(armed[i]);
      over.set(i, 0);
    }

    @Override
    public void close() {
      timers.close();
    }
  }
}
