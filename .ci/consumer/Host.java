package host;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import java.time.Duration;
import java.util.UUID;

/** A host as small as can be: it kills its own work, and prints how many operations that were. */
public final class Host {
  private Host() {}

  public static void main(final String[] args) {
    try (KillCore core = KillCore.create()) {
      final Owner alice = Owner.of("alice", "app", Role.of("readWrite", "test"));
      final Session session = core.session(UUID.randomUUID(), alice);
      final KillReport report;
      try (Operation op = session.begin("find orders")) {
        report = core.kill(KillPattern.roles(Role.of("readWrite", "test")));
        if (!op.isKilled()) {
          throw new IllegalStateException("the operation was not killed");
        }
      }
      if (!report.await(Duration.ofSeconds(10)) || core.telemetry().killToStop().count() != 1) {
        throw new IllegalStateException("the victim has not stopped");
      }
      System.out.println("killed " + report.operationsKilled());
    } catch (final InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
