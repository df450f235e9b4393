package dev.quell.demo;

import dev.quell.KillCause;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A thread that runs one operation until it is killed. */
final class Worker implements Work {
  /** How it spends its time. */
  enum Kind {
    POLLS,
    SLEEPS,
    BLOCKS
  }

  private static final int PATIENCE_MS = 2_000;

  private final KillCore core;
  private final Place place;
  private final Kind kind;
  private final boolean exempt;
  private final OpenCursor pinned;

  // Written by the thread, read by the main thread while it runs.
  private volatile Operation operation;
  private volatile long polls;

  // Written by the thread, read after its end.
  private KillCause sawKill;
  private Exception failure;
  private boolean leftInterrupted;

  private Thread thread;

  /** @param pinned the cursor it has pinned; or null */
  Worker(final KillCore core, final Place place, final Kind kind, final boolean exempt, final OpenCursor pinned) {
    this.core = core;
    this.place = place;
    this.kind = kind;
    this.exempt = exempt;
    this.pinned = pinned;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public boolean exempt() {
    return exempt;
  }

  Kind kind() {
    return kind;
  }

  OpenCursor pinned() {
    return pinned;
  }

  int id() {
    return operation.id();
  }

  /** What its last operation saw of its kill; null if nothing. After {@link #faultIfKilled}. */
  KillCause sawKill() {
    return sawKill;
  }

  @Override
  public void start() throws InterruptedException {
    final CountDownLatch begun = new CountDownLatch(1);
    sawKill = null;
    failure = null;
    thread = new Thread(() -> run(begun), toString());
    thread.setDaemon(true);
    thread.start();
    begun.await();
  }

  @Override
  public void stop() throws InterruptedException {
    thread.interrupt();
    awaitEnd();
  }

  // ---- on the thread

  private void run(final CountDownLatch begun) {
    try (Operation op = begin()) {
      operation = op.thread(Thread.currentThread());
      if (pinned == null) {
        begun.countDown();
        work(op);
      } else {
        pinned.pin(op);
        try {
          begun.countDown();
          work(op);
        } finally {
          pinned.unpin();
        }
      }
    } catch (final OperationKilledException e) {
      sawKill = e.killCause();
    } catch (final Exception e) { // stop() is an InterruptedException here; the main thread knows which it expects
      failure = e;
    } finally {
      leftInterrupted = Thread.interrupted();
      begun.countDown();
    }
  }

  private Operation begin() {
    return place == null
        ? core.begin(kind + " without a session")
        : core.session(place.id, place.owner).begin(core.operation().exempt(exempt), kind.toString());
  }

  private void work(final Operation op) throws Exception {
    switch (kind) {
      case POLLS:
        while (!Thread.currentThread().isInterrupted()) {
          op.check();
          polls++; // one writer
          LockSupport.parkNanos(500_000); // in place of half a millisecond's work
        }
        return;
      case SLEEPS:
        op.sleep(Duration.ofHours(1));
        return;
      default:
        op.interruptibly(new LinkedBlockingQueue<>()::take); // for ever: nobody puts anything in
    }
  }

  // ---- on the main thread

  void awaitEnd() throws InterruptedException {
    thread.join(PATIENCE_MS);
  }

  @Override
  public String faultIfSpared() throws InterruptedException {
    if (!thread.isAlive() || !operation.isRunning() || operation.isKilled()) {
      return this + " has stopped though no kill should hit it" + (failure == null ? "" : ": " + failure);
    }
    final long before = polls;
    for (int i = 0; kind == Kind.POLLS && polls == before && i < PATIENCE_MS; i++) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return kind != Kind.POLLS || polls > before ? null : this + " does not go on";
  }

  @Override
  public String faultIfKilled(final Predicate<KillCause> expected) throws InterruptedException {
    awaitEnd();
    if (thread.isAlive()) {
      return this + " still runs though it should be killed";
    }
    if (sawKill == null || leftInterrupted) {
      return this + " ended with " + (leftInterrupted ? "its interrupt flag set" : failure) + " instead of a kill";
    }
    return expected.test(sawKill) ? null : this + " saw another kill: " + sawKill;
  }

  @Override
  public String toString() {
    return "the operation that " + kind + (place == null ? " without a session" : " in " + place);
  }
}
