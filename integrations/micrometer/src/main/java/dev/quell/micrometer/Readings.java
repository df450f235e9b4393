package dev.quell.micrometer;

import dev.quell.Telemetry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the core has counted, read once for all meters of a scrape. Each reading was begun after the one before it was
 * complete, so that no counter ever goes back.
 */
final class Readings {
  static final long LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private record Reading(Telemetry telemetry, long atNanos) {}

  private final Supplier<Telemetry> source;
  private final LongSupplier nanos;
  private final AtomicReference<@Nullable Reading> last = new AtomicReference<>();

  Readings(final Supplier<Telemetry> source, final LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  Telemetry now() {
    final Reading seen = last.get();
    final long now = nanos.getAsLong();
    if (seen != null && now - seen.atNanos < LIFE_NANOS) {
      return seen.telemetry;
    }
    final Reading fresh = new Reading(source.get(), now);
    final Reading witness = last.compareAndExchange(seen, fresh);
    return witness == seen || witness == null ? fresh.telemetry : witness.telemetry;
  }
}
