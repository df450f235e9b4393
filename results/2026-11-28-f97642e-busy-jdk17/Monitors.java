/** What it takes to enter and leave a monitor that nobody has contended for, and one that a thread has waited in. */
public class Monitors {
  private static final int ROUNDS = 6;
  private static final int TIMES = 20_000_000;
  private static int count;

  private static double nanos(final Object[] monitors) {
    final int mask = monitors.length - 1;
    final long start = System.nanoTime();
    for (int i = 0; i < TIMES; i++) {
      synchronized (monitors[i & mask]) {
        count += i;
      }
    }
    return (System.nanoTime() - start) / (double) TIMES;
  }

  private static void inflate(final Object[] monitors) throws InterruptedException {
    for (final Object monitor : monitors) {
      synchronized (monitor) {
        monitor.wait(1);
      }
    }
  }

  public static void main(final String[] args) throws InterruptedException {
    final Object[] thin = {new Object(), new Object(), new Object(), new Object()};
    final Object[] fat = {new Object(), new Object(), new Object(), new Object()};
    for (int round = 0; round < ROUNDS; round++) {
      inflate(fat);
      final double never = nanos(thin);
      inflate(fat); // again, as the JVM deflates what is idle
      final double inflated = nanos(fat);
      System.out.printf("one enter and exit: never contended %.1f ns, inflated %.1f ns%n", never, inflated);
    }
  }
}
