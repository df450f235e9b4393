package dev.quell;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A core whose clock and background agent the test moves by hand, and that keeps what its error handler was told. */
final class VirtualCore implements AutoCloseable {
  static final Role READ = Role.of("read", "shop");
  static final Role WRITE = Role.of("write", "shop");
  static final Role ADMIN = Role.of("admin", "admin");
  static final Owner ANN = Owner.of("ann", "app", READ, WRITE);
  static final Owner BOB = Owner.of("bob", "app", READ);
  static final Owner CYD = Owner.of("cyd", "app");

  /** Duty cycles that are enough for a full sweep of what a test has, and for what the first cycle queued. */
  private static final int CYCLES = 4;

  final List<Throwable> errors = new CopyOnWriteArrayList<>();
  final KillCore core;
  private final AtomicLong nanos = new AtomicLong(7_000_000_000L);

  VirtualCore() {
    this(builder -> {});
  }

  VirtualCore(final Consumer<KillCoreBuilder> settings) {
    final KillCoreBuilder builder =
        KillCore.builder().hostRunsAgent().nanoClock(nanos::get).cursorExecutor(Runnable::run)
            .errorHandler(errors::add);
    settings.accept(builder);
    core = builder.build();
  }

  /** A session of this owner with the UUID {@code (0, id)}. */
  Session session(final long id, final Owner owner) {
    return core.session(id(id), owner);
  }

  /** The owner's session with the UUID {@code (0, id)}, if it is there. */
  Optional<Session> find(final long id, final Owner owner) {
    return core.findSession(id(id), owner.uid());
  }

  static UUID id(final long id) {
    return new UUID(0, id);
  }

  /** Moves the clock and runs the agent. */
  void advance(final Duration duration) {
    pass(duration);
    work();
  }

  /** Moves the clock alone. */
  void pass(final Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  /** Runs the agent for some duty cycles. */
  void work() {
    for (int i = 0; i < CYCLES; i++) {
      cycle();
    }
  }

  /** Runs the agent for one duty cycle. */
  void cycle() {
    try {
      core.agent().doWork();
    } catch (final Exception e) {
      throw new AssertionError("the agent threw", e);
    }
  }

  @Override
  public void close() {
    core.close();
  }
}
