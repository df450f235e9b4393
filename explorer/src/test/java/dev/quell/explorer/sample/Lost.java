package dev.quell.explorer.sample;

import dev.quell.explorer.Scenario;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Two threads read and then write, by accesses of a VarHandle before which Fray by itself does not stop. */
public final class Lost implements Scenario {
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(Lost.class, "count", int.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through COUNT
  private int count;

  @Override
  public void run() throws InterruptedException {
    final Thread one = new Thread(this::count);
    final Thread other = new Thread(this::count);
    one.start();
    other.start();
    one.join();
    other.join();
    if ((int) COUNT.getAcquire(this) != 2) {
      throw new AssertionError("lost");
    }
  }

  private void count() {
    COUNT.setRelease(this, (int) COUNT.getAcquire(this) + 1);
  }
}
