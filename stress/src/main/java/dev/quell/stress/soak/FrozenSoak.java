package dev.quell.stress.soak;

import dev.quell.KillCore;
import dev.quell.KillRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The soak in the process whose threads {@link Freezer} freezes; answers whether those who are not frozen go on. */
public final class FrozenSoak {
  private static final Set<String> ACTORS =
      Set.of("Worker", "Foster", "CursorUser", "Killer", "LateKiller", "Changer", "Observer", "Churner");
  private static final Duration ENDLESS = Duration.ofDays(365);

  private FrozenSoak() {}

  static boolean isActor(final String threadName) {
    final int dash = threadName.indexOf('-');
    return dash > 0 && ACTORS.contains(threadName.substring(0, dash));
  }

  public static void main(final String[] args) throws IOException, InterruptedException {
    final boolean sound = args[1].equals("sound");
    final Soak soak =
        new Soak(
            Long.parseLong(args[0]), ENDLESS, HostCore.PLAIN, sound ? Access.DIRECT : withLock(),
            sound ? Soak.PATIENCE : Duration.ofSeconds(2), System.out);
    final Thread work = new Thread(soak::runUnderFreezer, "soak");
    work.start();
    final BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (soak.round() == null) {
      Thread.onSpinWait();
    }
    System.out.println("working");
    for (String line = questions.readLine(); line != null && line.startsWith("frozen "); line = questions.readLine()) {
      final List<String> frozen = List.of(line.split(" "));
      final boolean wentOn = new Progress(soak.round()).await(actor -> frozen.contains(actor.toString()));
      System.out.println(wentOn ? "went on" : "stood still");
    }
    soak.stop();
    work.join();
    soak.printSummaryUnderFreezer();
    System.exit(soak.violations().count() == 0 ? 0 : 1);
  }

  /** A planted fault: kills hold a lock. */
  private static Access withLock() {
    final Object lock = new Object();
    return new Access() {
      @Override
      public Outcome kill(final KillCore core, final KillRequest request) {
        synchronized (lock) {
          return Access.super.kill(core, request);
        }
      }
    };
  }
}
