package dev.quell.micrometer;

import dev.quell.KillCode;
import dev.quell.KillListener;
import dev.quell.KillReport;
import dev.quell.KillTrigger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Counts the kills of a core by what made them happen and by their code. */
final class KillsByCause implements KillListener {
  /** So many pairs have meters of their own. */
  static final int MOST_CAUSES = 64;

  private static final String OTHER = "other";

  private record Cause(KillTrigger trigger, String code) {}

  private record Meters(Counter kills, Counter operations, Counter cursors, Timer duration) {}

  private final MeterRegistry registry;
  private final Tags tags;
  private final Consumer<Meter> made;
  private final ConcurrentHashMap<Cause, Meters> known = new ConcurrentHashMap<>();

  /** @param made given each meter that is registered */
  KillsByCause(final MeterRegistry registry, final Tags tags, final Consumer<Meter> made) {
    this.registry = registry;
    this.tags = tags;
    this.made = made;
    // The usual ones are there from the start: a rate misses the step of a counter that appears with it.
    of(KillTrigger.PATTERN, KillCode.INTERRUPTED);
    of(KillTrigger.OPERATION, KillCode.INTERRUPTED);
    of(KillTrigger.CURSOR, KillCode.CURSOR_KILLED);
    of(KillTrigger.DEADLINE, KillCode.MAX_TIME_MS_EXPIRED);
    of(KillTrigger.SHUTDOWN, KillCode.INTERRUPTED_AT_SHUTDOWN);
  }

  @Override
  public void onKill(final KillReport report) {
    final Meters meters = of(report.trigger(), report.cause().code());
    meters.kills.increment();
    meters.operations.increment(report.operationsKilled());
    meters.cursors.increment(report.cursorsKilled());
    if (!report.duration().isZero()) {
      meters.duration.record(report.duration());
    }
  }

  private Meters of(final KillTrigger trigger, final int code) {
    final Cause cause = new Cause(trigger, KillCode.nameOf(code));
    final Meters seen = known.get(cause);
    if (seen != null) {
      return seen;
    }
    // Kills at the same time may pass the limit by one each.
    final Cause bounded = known.size() < MOST_CAUSES ? cause : new Cause(trigger, OTHER);
    return known.computeIfAbsent(bounded, this::register);
  }

  private Meters register(final Cause cause) {
    final Tags all = tags.and("trigger", cause.trigger.name().toLowerCase(Locale.ROOT), "code", cause.code);
    return new Meters(
        counter("quell.kills", "Kills", all),
        counter("quell.operations.killed", "Operations that kills claimed", all),
        counter("quell.cursors.killed", "Cursors that kills claimed", all),
        kept(
            Timer.builder("quell.kill.duration")
                .description("From the call of a kill to its last claim, wake and callback")
                .tags(all)
                .register(registry)));
  }

  private Counter counter(final String name, final String description, final Tags all) {
    return kept(Counter.builder(name).description(description).tags(all).register(registry));
  }

  private <M extends Meter> M kept(final M meter) {
    made.accept(meter);
    return meter;
  }
}
