package dev.quell.bench;

import dev.quell.KillCore;
import dev.quell.KillExplanation;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Patterns to kill by, made beforehand and read in a row, one after the other. What they hit is taken in random order
 * and was not looked at for as long as possible: up to 2^20 targets, whose lines do not fit into a cache of 32 MiB
 * (65,536 of them would). All sessions are idle, so a kill looks and claims nothing.
 */
abstract class Targets {
  private static final int MOST = 1 << 20;

  private KillCore core;
  private KillPattern[] patterns;
  private int at;

  void choose(final Crowd crowd, final int targets, final long matches, final IntFunction<KillPattern> pattern) {
    core = crowd.core;
    final Integer[] order = Keys.shuffled(targets, 6);
    patterns = new KillPattern[targets];
    for (int i = 0; i < targets; i++) {
      patterns[i] = pattern.apply(order[i]);
      if (i % 1_000 == 0) {
        Checks.equal("sessions matched", matches, core.kill(patterns[i]).sessionsMatched());
      }
    }
  }

  void chooseUuids(final Crowd crowd) {
    choose(crowd, Math.min(crowd.size(), MOST), 1, i -> KillPattern.session(crowd.keys.id(i)));
  }

  void chooseLsids(final Crowd crowd) {
    choose(crowd, Math.min(crowd.size(), MOST), 1, i -> KillPattern.session(crowd.keys.id(i), crowd.owner(i).uid()));
  }

  void chooseOwners(final Crowd crowd) {
    choose(crowd, crowd.owners.length, sessionsPerOwner(crowd), i -> KillPattern.owner(crowd.owners[i].uid()));
  }

  void chooseUsers(final Crowd crowd) {
    choose(crowd, crowd.owners.length, sessionsPerOwner(crowd), i -> KillPattern.users(crowd.userName(i)));
  }

  private static int sessionsPerOwner(final Crowd crowd) {
    return crowd.keys.shape.sessionsPerOwner();
  }

  void chooseRoles(final Crowd crowd) {
    final int matches = crowd.keys.shape.sessionsPerRole();
    choose(crowd, crowd.keys.roles(), matches, i -> KillPattern.roles(crowd.keys.role(i)));
  }

  private KillPattern next() {
    final int i = at;
    at = i + 1 < patterns.length ? i + 1 : 0;
    return patterns[i];
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
