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

  public static void main(final String[] args) throws InterruptedException {
    final Role role = Role.of("readWrite", "test");
    try (KillCore core = KillCore.create()) {
      final Session session = core.session(UUID.randomUUID(), Owner.of("alice", "app", role));
      final KillReport report;
      try (Operation op = session.begin("find orders")) {
        report = core.kill(KillPattern.roles(role));
        System.out.print(op.isKilled() ? "killed " : "not killed: ");
      }
      System.out.println(report.await(Duration.ofSeconds(10)) ? report.operationsKilled() : "has not stopped");
    }
  }
}
