package dev.quell.cluster.simulation;

import java.util.Locale;

/**
 * What many members cost: {@code java -Xmx8g -cp stress/target/quell-stress.jar
 * dev.quell.cluster.simulation.CrowdMain MEMBERS CUT_OFF}. The figures are of the protocol and its messages on virtual
 * time; sockets, threads and bandwidth are not simulated. A thousand members take some minutes.
 */
public final class CrowdMain {
  private static final int SEED = 1;
  private static final int FEW = 100;

  private CrowdMain() {}

  public static void main(final String[] args) {
    if (args.length != 2 || !args[0].matches("[1-9]\\d{0,3}") || !args[1].matches("\\d{1,3}")) {
      System.err.println("usage: CrowdMain MEMBERS CUT_OFF");
      System.exit(2);
    }
    final int size = Integer.parseInt(args[0]);
    final long start = System.nanoTime();
    final CrowdRun run = new CrowdRun(
        size, SEED,
        figure -> System.out.printf(Locale.ROOT, "%4d s  %s%n", (System.nanoTime() - start) / Crowd.SECOND, figure),
        CrowdMain::usedBytes);
    run.comeTogether();
    run.idle(size <= FEW ? 60 : 2);
    for (int i = 0; i < 2; i++) {
      run.kill();
    }
    run.relay();
    run.partition(Integer.parseInt(args[1]), 5);
    run.join();
  }

  private static long usedBytes() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
