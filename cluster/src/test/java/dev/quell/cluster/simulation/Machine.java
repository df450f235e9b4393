package dev.quell.cluster.simulation;

import static dev.quell.cluster.simulation.World.MILLI;

import org.jspecify.annotations.Nullable;

/** What a member runs on: two clocks, and whether it stands still. */
final class Machine {
  final String name;
  private final World world;
  private final double rate;
  private final long nanosAtStart;
  private long wallOffset;
  private long stood; // how long the monotonic clock has stood
  private long stoodUnseen; // and the wall clock with it
  private long stillUntil;
  boolean wasUnseen;
  @Nullable
  Life life;
  int lives;

  Machine(final World world, final String name) {
    this.world = world;
    this.name = name;
    this.rate = 1 + (world.random.nextDouble() * 2 - 1) * Plan.RATE;
    this.nanosAtStart = world.random.nextLong(1L << 50);
    this.wallOffset = world.between(-3_600_000, 3_600_000) * MILLI;
  }

  /** The monotonic clock; not asked while the machine stands. */
  long nanos() {
    return nanosAtStart + (long) ((world.now() - stood) * rate);
  }

  long wallMillis() {
    return 1_800_000_000_000L + (world.now() + wallOffset - stoodUnseen) / MILLI;
  }

  void stepWall(final long nanos) {
    wallOffset += nanos;
  }

  boolean isStill() {
    return world.now() < stillUntil;
  }

  long stillUntil() {
    return stillUntil;
  }

  /** Stops for a while. */
  void stop(final long nanos, final Plan.Stops how) {
    if (isStill()) {
      return;
    }
    stillUntil = world.now() + nanos;
    if (how == Plan.Stops.MACHINE || how == Plan.Stops.ONE_MACHINE_UNSEEN) {
      world.at(stillUntil, () -> {});
      stood += nanos;
    }
    if (how == Plan.Stops.ONE_MACHINE_UNSEEN) {
      stoodUnseen += nanos;
      wasUnseen = true;
    }
    if (life != null) {
      life.wasStill = true;
    }
  }
}
