import dev.quell.*;
import java.lang.management.*;
import java.util.*;
public class KillCpu {
  public static void main(String[] a) throws Exception {
    ThreadMXBean mx = ManagementFactory.getThreadMXBean();
    com.sun.management.ThreadMXBean al = (com.sun.management.ThreadMXBean) mx;
    KillCore core = KillCore.create();
    Session[] s = new Session[100];
    for (int i = 0; i < s.length; i++) s[i] = core.startSession(Owner.of("u" + i, "d"));
    int n = 10_000;
    Cursor[] c = new Cursor[n];
    List<Double> byId = new ArrayList<>(), bySession = new ArrayList<>();
    double mem = 0;
    int rounds = Integer.parseInt(a[0]);
    for (int r = 0; r < rounds; r++) {
      boolean id = r % 2 == 0;
      long before = core.telemetry().cursorsClosed();
      for (int i = 0; i < n; i++) c[i] = s[i % 100].openCursor(() -> {});
      long m0 = al.getCurrentThreadAllocatedBytes();
      long t0 = mx.getCurrentThreadCpuTime();
      if (id) for (int i = 0; i < n; i++) core.killCursor(c[i].id(), "", "");
      else for (Session x : s) core.kill(KillPattern.session(x.id()));
      long t1 = mx.getCurrentThreadCpuTime();
      long m1 = al.getCurrentThreadAllocatedBytes();
      if (r > rounds / 3) { (id ? byId : bySession).add((t1 - t0) / (double) n); if (!id) mem = (m1 - m0) / (double) n; }
      while (core.telemetry().cursorsClosed() - before < n) Thread.sleep(1);
    }
    core.close();
    Collections.sort(byId); Collections.sort(bySession);
    System.out.printf("byId q1 %.0f med %.0f  bySession q1 %.0f med %.0f ns/cursor, B %.1f%n", byId.get(byId.size() / 4), byId.get(byId.size() / 2), bySession.get(bySession.size() / 4), bySession.get(bySession.size() / 2), mem);
  }
}
