package dev.quell.micrometer;

import dev.quell.KillCore;
import dev.quell.Registration;
import dev.quell.Telemetry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The meters of one core in one registry. */
final class Binding {
  private final MeterRegistry registry;
  private final Tags tags;
  private final Readings readings;
  private final Queue<Meter> meters = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Registration listener;
  private volatile boolean over;

  Binding(final MeterRegistry registry, final Tags tags, final Readings readings) {
    this.registry = registry;
    this.tags = tags;
    this.readings = readings;
  }

  /** @throws IllegalStateException if the registry has these meters of another core */
  void bind(final KillCore core) {
    final Set<Meter> before = Collections.newSetFromMap(new IdentityHashMap<>());
    before.addAll(registry.getMeters());
    final KillsByCause kills = new KillsByCause(registry, tags, this::add);
    if (meters.removeIf(before::contains)) {
      throw new IllegalStateException("the registry has meters of another core with these tags: " + tags);
    }
    add(gauge("quell.operations.running", "Operations that run now", Telemetry::operationsRunning));
    add(gauge("quell.sessions.open", "Sessions now", Telemetry::sessions));
    add(gauge("quell.cursors.open", "Cursors that are open now", Telemetry::cursorsOpen));
    add(gauge("quell.kills.pending", "Kills whose victims have not all stopped", Telemetry::killsPending));
    add(counter("quell.sessions.opened", "Sessions opened", Telemetry::sessionsOpened));
    add(counter("quell.sessions.ended", "Sessions ended, with those that expired", Telemetry::sessionsEnded));
    add(counter("quell.sessions.expired", "Sessions ended by the idle timeout", Telemetry::sessionsExpired));
    add(counter("quell.sessions.refused", "Sessions refused by a limit", Telemetry::sessionsRefused));
    add(counter("quell.cursors.opened", "Cursors opened", Telemetry::cursorsOpened));
    add(counter("quell.cursors.closed", "Resources of cursors closed", Telemetry::cursorsClosed));
    add(counter("quell.cursors.expired", "Cursors closed by the idle timeout", Telemetry::cursorsExpired));
    add(counter("quell.host.errors", "Exceptions of the host's callbacks and resources", Telemetry::hostErrors));
    addStopTimes();
    listener = core.addListener(kills);
    if (over) {
      unbind(); // it came before there was a listener
    }
  }

  private void addStopTimes() {
    add(
        FunctionTimer.builder(
            "quell.kill.to.stop",
            readings,
            r -> r.now().killToStop().count(),
            r -> r.now().killToStop().mean() * r.now().killToStop().count(),
            TimeUnit.NANOSECONDS)
            .description("From the call of a kill to the end of each operation that it killed")
            .tags(tags)
            .register(registry));
    add(lastMinute("max", tags, Telemetry.Latency::max));
    add(lastMinute("percentile", tags.and("phi", "0.5"), Telemetry.Latency::p50));
    add(lastMinute("percentile", tags.and("phi", "0.9"), Telemetry.Latency::p90));
    add(lastMinute("percentile", tags.and("phi", "0.99"), Telemetry.Latency::p99));
    add(lastMinute("percentile", tags.and("phi", "0.999"), Telemetry.Latency::p999));
  }

  private Meter lastMinute(final String what, final Tags with, final ToLongFunction<Telemetry.Latency> value) {
    return TimeGauge.builder(
        "quell.kill.to.stop." + what,
        readings,
        TimeUnit.NANOSECONDS,
        r -> value.applyAsLong(r.now().killToStopLastMinute()))
        .description("The times from a kill to the end of its victims, of the last minute")
        .tags(with)
        .register(registry);
  }

  private Meter gauge(final String name, final String description, final ToDoubleFunction<Telemetry> value) {
    return Gauge.builder(name, readings, r -> value.applyAsDouble(r.now()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private Meter counter(final String name, final String description, final ToDoubleFunction<Telemetry> value) {
    return FunctionCounter.builder(name, readings, r -> value.applyAsDouble(r.now()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** Keeps a meter, to be removed by the end; at once if that has been. */
  private void add(final Meter meter) {
    meters.add(meter);
    if (over) {
      removeAll();
    }
  }

  /** Removes all meters, and whatever a kill that is under way still adds. */
  void unbind() {
    over = true;
    final Registration mine = listener;
    if (mine != null) {
      mine.close();
    }
    removeAll();
  }

  private void removeAll() {
    for (Meter meter = meters.poll(); meter != null; meter = meters.poll()) {
      registry.remove(meter);
    }
  }
}
