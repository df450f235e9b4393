package dev.quell.command.session;

import java.time.Duration;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** Sweeps once in every period, on a daemon thread, until it is closed. */
public final class Sweeper implements AutoCloseable {
  private static final String ROLE = "quell-sweeper";
  /** How long the close waits at worst, and how late a sweep may be. */
  private static final long NAP_MS = 50;

  private final AgentRunner runner;

  /**
   * Starts it; the first sweep comes after the first period.
   *
   * @param errors told of sweeps that failed
   */
  public Sweeper(final EndedSessions ended, final Duration period, final Consumer<Throwable> errors) {
    final SleepingMillisIdleStrategy nap = new SleepingMillisIdleStrategy(Math.min(NAP_MS, period.toMillis()));
    runner = new AgentRunner(nap, errors::accept, null, new Sweeps(ended, period.toNanos()));
    AgentRunner.startOnThread(
        runner,
        task -> {
          final Thread thread = new Thread(task, ROLE);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Stops it and waits for the sweep that is under way. Keeps the interrupt of the calling thread for afterwards. */
  @Override
  public void close() {
    final boolean interrupted = Thread.interrupted(); // the runner would complain, and not wait
    runner.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Sweeps implements Agent {
    private final EndedSessions ended;
    private final long periodNs;
    private long due;

    Sweeps(final EndedSessions ended, final long periodNs) {
      this.ended = ended;
      this.periodNs = periodNs;
      this.due = System.nanoTime() + periodNs;
    }

    @Override
    public int doWork() {
      final long now = System.nanoTime();
      if (now - due < 0) {
        return 0;
      }
      due = now + periodNs;
      return ended.sweep();
    }

    @Override
    public String roleName() {
      return ROLE;
    }
  }
}
