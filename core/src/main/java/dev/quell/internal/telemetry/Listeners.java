package dev.quell.internal.telemetry;

import dev.quell.KillListener;
import dev.quell.KillReport;
import dev.quell.Registration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The listeners of one core. */
public final class Listeners {
  private final AtomicReference<List<KillListener>> registered = new AtomicReference<>(List.of());

  /** Adds a listener; one that is added twice is called twice. */
  public Registration add(final KillListener listener) {
    final KillListener one = report -> listener.onKill(report); // separate: it may be added twice
    // atomic: no registration is lost
    registered.updateAndGet(all -> Stream.concat(all.stream(), Stream.of(one)).toList());
    // atomic: as above
    return () -> registered.updateAndGet(all -> all.stream().filter(other -> other != one).toList());
  }

  /** Whether there is one. */
  @SuppressWarnings("NullAway") // the list is never null
  public boolean any() {
    return !registered.get().isEmpty(); // atomic: the listeners that are registered by now
  }

  /** Calls all, on this thread. {@code errors} gets what they throw. */
  @SuppressWarnings("NullAway") // the list is never null
  public void tell(final KillReport report, final Consumer<Throwable> errors) {
    for (final KillListener listener : registered.get()) { // atomic: the listeners that are registered by now
      try {
        listener.onKill(report);
      } catch (final Throwable e) { // the host's code: the other listeners are called all the same
        errors.accept(e);
      }
    }
  }
}
