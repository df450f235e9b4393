package dev.quell.bench.kill;

import dev.quell.KillCore;
import dev.quell.KillExplanation;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Crowd;
import dev.quell.bench.setup.Walk;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Whom to kill, one after the other: sessions in random order, none of which was looked at for as long as possible. All
 * of them are idle, so a kill looks and claims nothing.
 */
abstract class Targets {
  private static final int CHECKED_ONE_OF = 1_000;

  private KillCore core;
  private Patterns patterns;
  private int at;

  private void choose(final Crowd crowd, final Patterns chosen, final long matches) {
    core = crowd.core;
    patterns = chosen;
    for (int i = 0; i < chosen.count(); i += CHECKED_ONE_OF) {
      Checks.equal("sessions matched", matches, core.kill(chosen.at(i)).sessionsMatched());
    }
  }

  void chooseUuids(final Crowd crowd) {
    choose(crowd, Patterns.ofUuids(crowd), 1);
  }

  void chooseLsids(final Crowd crowd) {
    choose(crowd, Patterns.ofLsids(crowd), 1);
  }

  void chooseOwners(final Crowd crowd) {
    choose(crowd, Patterns.ofOwners(crowd), crowd.keys.shape.sessionsPerOwner());
  }

  void chooseUsers(final Crowd crowd) {
    choose(crowd, Patterns.ofUsers(crowd), crowd.keys.shape.sessionsPerOwner());
  }

  void chooseRoles(final Crowd crowd) {
    choose(crowd, Patterns.ofRoles(crowd), crowd.keys.shape.sessionsPerRole());
  }

  private KillPattern next() {
    final int i = at;
    at = i + 1 < patterns.count() ? i + 1 : 0;
    return patterns.at(i);
  }

  KillReport killNext() {
    return core.kill(next());
  }

  /** A kill that does not start before all that the last one loaded is there, see {@link Walk#zeroAfterAllLoads}. */
  KillReport killNextAlone() {
    final KillReport report = core.kill(next());
    at += Walk.zeroAfterAllLoads();
    return report;
  }

  KillExplanation explainNext() {
    return core.explain(KillRequest.of(next()));
  }

  @TearDown
  public void check() {
    Checks.equal("operations killed", 0, core.telemetry().operationsKilled());
  }
}
