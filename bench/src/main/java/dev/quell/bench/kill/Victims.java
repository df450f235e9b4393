package dev.quell.bench.kill;

import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Crowd;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Operations running in random sessions, all alive before each kill of everything and dead after it. */
abstract class Victims {
  private Crowd crowd;
  private Session[] sessions;
  private Operation[] operations;
  private KillReport report;

  void choose(final Crowd all, final int running) {
    crowd = all;
    sessions = new Session[running];
    operations = new Operation[running];
    for (int i = 0; i < running; i++) {
      sessions[i] = all.session(i);
      operations[i] = all.core.operation();
    }
  }

  @Setup(Level.Invocation)
  public void begin() {
    for (int i = 0; i < operations.length; i++) {
      sessions[i].begin(operations[i]);
    }
    settle();
  }

  void settle() {}

  KillReport killAll() {
    return report = crowd.core.kill(KillPattern.all());
  }

  @TearDown(Level.Invocation)
  public void end() {
    Checks.equal("sessions matched", crowd.size(), report.sessionsMatched());
    Checks.equal("operations killed", operations.length, report.operationsKilled());
    for (final Operation operation : operations) {
      Checks.that(operation.isKilled(), "an operation is alive");
      operation.close();
    }
  }
}
