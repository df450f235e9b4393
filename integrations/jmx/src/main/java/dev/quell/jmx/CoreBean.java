package dev.quell.jmx;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillExplanation;
import dev.quell.KillExplanation.Step;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.QuellException;
import dev.quell.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bean of one core. */
final class CoreBean implements KillCoreMXBean {
  private static final String KILLER = "jmx";
  private static final long FRESH_NANOS = 1_000_000_000;

  private final KillCore core;
  private final boolean kills;
  private volatile @Nullable Look last;

  /** What the core counted at one time. */
  private record Look(long nanos, Telemetry telemetry) {}

  CoreBean(final KillCore core, final boolean kills) {
    this.core = core;
    this.kills = kills;
  }

  private Telemetry look() {
    final Look seen = last;
    if (seen != null && System.nanoTime() - seen.nanos < FRESH_NANOS) {
      return seen.telemetry;
    }
    final Look fresh = new Look(System.nanoTime(), core.telemetry());
    last = fresh;
    return fresh.telemetry;
  }

  /** Runs a call so that it fails with nothing that a console cannot load. */
  private static <T> T plain(final Supplier<T> call) {
    try {
      return call.get();
    } catch (final QuellException e) {
      throw new IllegalStateException(e.getMessage());
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }

  @Override
  public long getSessions() {
    return look().sessions();
  }

  @Override
  public long getOperationsRunning() {
    return look().operationsRunning();
  }

  @Override
  public long getCursorsOpen() {
    return look().cursorsOpen();
  }

  @Override
  public long getKillsPending() {
    return look().killsPending();
  }

  @Override
  public long getKills() {
    return look().kills();
  }

  @Override
  public long getOperationsKilled() {
    return look().operationsKilled();
  }

  @Override
  public long getCursorsKilled() {
    return look().cursorsKilled();
  }

  @Override
  public long getSessionsRefused() {
    return look().sessionsRefused();
  }

  @Override
  public long getHostErrors() {
    return look().hostErrors();
  }

  @Override
  public double getKillMicrosP99() {
    return look().killDurationLastMinute().p99() / 1_000.0;
  }

  @Override
  public double getStopMicrosP99() {
    return look().killToStopLastMinute().p99() / 1_000.0;
  }

  @Override
  public boolean isKilling() {
    return kills;
  }

  // ---- listings

  @Override
  public List<OperationRow> listOperations(final String pattern, final int most) {
    return plain(() -> {
      requireMost(most);
      final KillPattern[] patterns = patterns(pattern);
      return (patterns.length == 0 ? core.operations() : core.operations(patterns))
          .limit(most).map(OperationRow::of).toList();
    });
  }

  @Override
  public List<SessionRow> listSessions(final String pattern, final int most) {
    return plain(() -> {
      requireMost(most);
      return core.sessions(patterns(pattern)).limit(most).map(SessionRow::of).toList();
    });
  }

  @Override
  public List<CursorRow> listCursors(final String pattern, final int most) {
    return plain(() -> {
      requireMost(most);
      final KillPattern[] patterns = patterns(pattern);
      return (patterns.length == 0 ? core.cursors() : core.cursors(patterns))
          .limit(most).map(CursorRow::of).toList();
    });
  }

  private static void requireMost(final int most) {
    if (most < 1 || most > MOST) {
      throw new IllegalArgumentException("most must be from 1 to " + MOST + ", but is " + most);
    }
  }

  /** The patterns in a text; none for an empty one. */
  private static KillPattern[] patterns(final String text) {
    return text.isBlank() ? new KillPattern[0] : PatternText.parse(text).toArray(KillPattern[]::new);
  }

  // ---- kills

  /** The request of a kill. An empty text would mean everybody's work, so it is refused. */
  private static KillRequest request(final String pattern, final String reason) {
    return KillRequest.of(PatternText.parse(pattern)).reason(reason).by(KILLER);
  }

  private void requireKills() {
    if (!kills) {
      throw new UnsupportedOperationException("this bean was registered for reading only");
    }
  }

  @Override
  public List<String> explain(final String pattern) {
    return plain(() -> {
      final KillExplanation found = core.explain(request(pattern, ""));
      final List<String> lines = new ArrayList<>();
      lines.add(hits(found.sessions(), found.operations(), found.cursors()));
      for (final Step step : found.steps()) {
        lines.add(
            step.patterns() + " through " + step.index() + ", " + step.candidates() + " candidates: "
                + hits(step.sessions(), step.operations(), step.cursors()));
      }
      return lines;
    });
  }

  private static String hits(final long sessions, final long operations, final long cursors) {
    return sessions + " sessions, " + operations + " operations, " + cursors + " cursors";
  }

  @Override
  public String kill(final String pattern, final String reason) {
    requireKills();
    return plain(() -> told(core.kill(request(pattern, reason))));
  }

  @Override
  public String killRunningFor(final String pattern, final long seconds, final String reason) {
    requireKills();
    return plain(() -> {
      if (seconds < 0) {
        throw new IllegalArgumentException("seconds must not be negative, but is " + seconds);
      }
      final KillRequest request = request(pattern, reason).runningFor(Duration.ofSeconds(seconds));
      return told(core.kill(request));
    });
  }

  private static String told(final KillReport report) {
    return "killed " + report.operationsKilled() + " operations and " + report.cursorsKilled() + " cursors in "
        + report.sessionsMatched() + " sessions that matched; " + report.pending() + " operations have not stopped yet";
  }

  @Override
  public boolean killOperation(final int id, final String reason) {
    requireKills();
    return plain(() -> core.killOperation(id, KillCode.INTERRUPTED, reason, KILLER));
  }

  @Override
  public boolean killCursor(final long id, final String reason) {
    requireKills();
    return plain(() -> core.killCursor(id, reason, KILLER));
  }
}
