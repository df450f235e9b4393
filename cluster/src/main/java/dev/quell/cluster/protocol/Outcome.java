package dev.quell.cluster.protocol;

import dev.quell.KillReport;

/**
 * What a kill did on one member.
 *
 * @param sessionsMatched as {@link KillReport#sessionsMatched}
 * @param operationsKilled as {@link KillReport#operationsKilled}
 * @param cursorsKilled as {@link KillReport#cursorsKilled}
 * @param nanos as {@link KillReport#duration}
 */
public record Outcome(long sessionsMatched, long operationsKilled, long cursorsKilled, long nanos) {
  /** Of a kill that hit nothing, or of a change of roles. */
  public static final Outcome NOTHING = new Outcome(0, 0, 0, 0);

  public Outcome {
    if (sessionsMatched < 0 || operationsKilled < 0 || cursorsKilled < 0 || nanos < 0) {
      throw new IllegalArgumentException("expected nothing negative");
    }
  }

  /** What the report says. */
  public static Outcome of(final KillReport report) {
    return new Outcome(
        report.sessionsMatched(), report.operationsKilled(), report.cursorsKilled(), report.duration().toNanos());
  }
}
