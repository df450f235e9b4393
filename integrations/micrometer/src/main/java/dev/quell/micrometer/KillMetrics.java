package dev.quell.micrometer;

import dev.quell.KillCore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The meters of one kill core.
 *
 * <pre>{@code
 * KillMetrics metrics = new KillMetrics(core, Tags.of("core", "orders"));
 * metrics.bindTo(registry);
 * ...
 * metrics.close(); // the meters are gone from the registry
 * }</pre>
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th>name</th><th>kind</th><th>what it is</th></tr>
 * <tr><td>{@code quell.operations.running}</td><td>gauge</td><td>operations that run now, killed or not</td></tr>
 * <tr><td>{@code quell.sessions.open}</td><td>gauge</td><td>sessions, as the limit counts them</td></tr>
 * <tr><td>{@code quell.cursors.open}</td><td>gauge</td><td>cursors that a listing would show</td></tr>
 * <tr><td>{@code quell.kills.pending}</td><td>gauge</td><td>kills whose victims have not all stopped</td></tr>
 * <tr><td>{@code quell.kills}</td><td>counter, by cause</td><td>kills</td></tr>
 * <tr><td>{@code quell.operations.killed}</td><td>counter, by cause</td><td>operations that kills claimed</td></tr>
 * <tr><td>{@code quell.cursors.killed}</td><td>counter, by cause</td><td>cursors that kills claimed</td></tr>
 * <tr><td>{@code quell.kill.duration}</td><td>timer, by cause</td><td>what kills took, with callbacks</td></tr>
 * <tr><td>{@code quell.kill.to.stop}</td><td>function timer</td><td>from the call of a kill to the end of each
 * victim</td></tr>
 * <tr><td>{@code quell.kill.to.stop.percentile}</td><td>time gauge, by {@code phi}</td><td>the same for the last
 * minute: 0.5, 0.9, 0.99 and 0.999</td></tr>
 * <tr><td>{@code quell.kill.to.stop.max}</td><td>time gauge</td><td>the longest of the last minute</td></tr>
 * <tr><td>{@code quell.sessions.opened}, {@code .ended}, {@code .expired}, {@code .refused}</td><td>counter</td><td>
 * sessions since the core was made</td></tr>
 * <tr><td>{@code quell.cursors.opened}, {@code .closed}, {@code .expired}</td><td>counter</td><td>cursors since the
 * core was made</td></tr>
 * <tr><td>{@code quell.host.errors}</td><td>counter</td><td>what callbacks and other code of the host has
 * thrown</td></tr>
 * </table>
 *
 * <p><b>By cause</b> means two tags: {@code trigger} is the {@link dev.quell.KillTrigger} in lower case, {@code code}
 * the name of the kill's code. These meters count from the bind on. From the 65th pair of trigger and code on, the code
 * is {@code other}, so that a host's own codes cannot make meters without end. A kill that did not take its time
 * ({@link dev.quell.KillReport#duration}) is in no timer, and a child that was born killed is counted by no cause.
 *
 * <p><b>Cost:</b> beginning, polling and ending an operation pay nothing. A kill pays for some counters, and a kill by
 * id makes the report that listeners get. A scrape reads the core once, as {@link KillCore#telemetry} says: what it
 * read counts for 100 ms.
 *
 * <p><b>Threads:</b> any. The registry does not keep the core in memory; the core keeps its meters. A closed core still
 * shows what it has counted.
 */
public final class KillMetrics implements MeterBinder, AutoCloseable {
  private final KillCore core;
  private final Tags tags;
  private final Readings readings;
  private final ConcurrentHashMap<MeterRegistry, Binding> bindings = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * The meters of the only core of a registry, without tags of their own.
   *
   * @param core what to show
   */
  public KillMetrics(final KillCore core) {
    this(core, List.of());
  }

  /**
   * The meters of a core, with tags. Several cores in one registry need the same keys with different values: of meters
   * of one name whose keys differ, older Prometheus registries (such as Micrometer 1.13) show only one core's.
   *
   * @param core what to show
   * @param tags what all of its meters have, besides those of the registry
   */
  public KillMetrics(final KillCore core, final Iterable<Tag> tags) {
    this(core, tags, System::nanoTime);
  }

  KillMetrics(final KillCore core, final Iterable<Tag> tags, final LongSupplier nanos) {
    this.core = Objects.requireNonNull(core, "core");
    this.tags = Tags.of(Objects.requireNonNull(tags, "tags"));
    readings = new Readings(core::telemetry, nanos);
  }

  /**
   * Registers the meters, in as many registries as the host likes.
   *
   * @param registry where to
   * @throws IllegalStateException if this is closed, has been bound to this registry, or if the registry has meters of
   *     another core with the same tags; the registry is as it was
   */
  @Override
  public void bindTo(final MeterRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    requireOpen();
    final Binding binding = new Binding(registry, tags, readings);
    if (bindings.putIfAbsent(registry, binding) != null) {
      throw new IllegalStateException("these metrics are bound to this registry already");
    }
    try {
      binding.bind(core);
      requireOpen(); // a close that came meanwhile may have missed some
    } catch (final RuntimeException e) {
      bindings.remove(registry);
      binding.unbind();
      throw e;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("these metrics are closed");
    }
  }

  /** Removes the meters from all registries, and stops listening to the core. A second call does nothing. */
  @Override
  public void close() {
    closed = true;
    bindings.values().forEach(Binding::unbind);
    bindings.clear();
  }
}
