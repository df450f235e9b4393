package dev.quell.explorer.sample;

import dev.quell.explorer.Scenario;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A thread looks whom to wake before it writes what that one waits for. */
public final class Asleep implements Scenario {
  private final AtomicReference<Thread> sleeper = new AtomicReference<>();
  private volatile boolean done;

  @Override
  public void run() throws InterruptedException {
    final Thread waker = new Thread(() -> {
      final Thread seen = sleeper.get();
      done = true;
      LockSupport.unpark(seen);
    });
    waker.start();
    if (!done) {
      sleeper.set(Thread.currentThread());
      while (!done) {
        LockSupport.park();
      }
    }
    waker.join();
  }
}
