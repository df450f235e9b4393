import java.util.Queue;
import java.util.concurrent.*;
import org.jctools.queues.*;
import org.jctools.queues.varhandle.*;

/** Stops a producer somewhere in offer, and asks whether others can still offer, and take what they offered. */
public class Stall {
  static volatile boolean stop;
  static volatile Object marker;
  static volatile boolean offered, got;

  @SuppressWarnings({"deprecation", "unchecked"})
  public static void main(String[] a) throws Exception {
    int trials = Integer.parseInt(a[1]);
    boolean relaxed = a.length > 2;
    Queue<Object> q = switch (a[0]) {
      case "clq" -> new ConcurrentLinkedQueue<>();
      case "xadd" -> new MpmcUnboundedXaddVarHandleArrayQueue<>(4, 0);
      case "array" -> new MpmcVarHandleArrayQueue<>(1 << 12);
      case "mpscLinked" -> new MpscLinkedVarHandleQueue<>();
      case "mpscArray" -> new MpscUnboundedVarHandleArrayQueue<>(4);
      default -> throw new Error();
    };
    Thread p = new Thread(() -> { Object o = new Object(); while (!stop) { q.offer(o); } });
    p.setDaemon(true);
    int stuckOffer = 0, stuckTake = 0, done = 0;
    p.start();
    p.suspend();
    java.util.SplittableRandom r = new java.util.SplittableRandom(1);
    for (int t = 0; t < trials; t++) {
      p.resume();
      for (int i = r.nextInt(200); i > 0; i--) { Thread.onSpinWait(); }
      p.suspend();
      Object m = new Object();
      offered = false; got = false;
      Thread c = new Thread(() -> {
        if (a[0].equals("array")) { int n; while ((n = q.size()) > 2000) { Object e = relaxed ? ((MessagePassingQueue<Object>) q).relaxedPoll() : q.poll(); if (e == null) break; } }
        while (!q.offer(m)) { Thread.onSpinWait(); }
        offered = true;
        for (;;) {
          Object e = relaxed ? ((MessagePassingQueue<Object>) q).relaxedPoll() : q.poll();
          if (e == m) { got = true; return; }
        }
      });
      c.setDaemon(true);
      c.start();
      long end = System.nanoTime() + 2_000_000_000L;
      while (c.isAlive() && System.nanoTime() < end) Thread.sleep(0, 100_000);
      done++;
      if (!got) { if (!offered) stuckOffer++; else stuckTake++; }
      if (!got) { p.resume(); c.join(5000); p.suspend(); }
    }
    stop = true; p.resume();
    System.out.println(a[0] + (relaxed ? " relaxed" : "") + ": stopped " + done + " times; others could not offer " + stuckOffer + ", could not take what they had offered " + stuckTake);
    System.exit(0);
  }
}
