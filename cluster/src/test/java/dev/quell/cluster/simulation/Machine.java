package dev.quell.cluster.simulation;

import static dev.quell.cluster.simulation.World.MILLI;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a member runs on: two clocks, and whether it stands still. */
final class Machine {
  final String name;
  private final World world;
  private final double speed;
  private final long nanosAtStart;
  private long wallOffset;
  private long stood; // how long the monotonic clock has stood
  private long stoodUnseen; // and the wall clock with it
  private long stillUntil;
  /** When it stood with both its clocks, in true time: from and to, in turn. */
  private final List<Long> unseen = new ArrayList<>();
  /** How long it has stood in all, the present stop included. */
  long stoodInAll;
  /** How far its wall clock was set in all. */
  long stepsInAll;
  @Nullable
  Life life;
  int lives;
  /** All lives so far. */
  final List<Life> all = new ArrayList<>();

  Machine(final World world, final String name, final double rate) {
    this.world = world;
    this.name = name;
    this.speed = 1 + (world.random.nextDouble() * 2 - 1) * rate;
    this.nanosAtStart = world.random.nextLong(1L << 50);
    this.wallOffset = world.between(-3_600_000, 3_600_000) * MILLI;
  }

  /** The monotonic clock; not asked while the machine stands. */
  long nanos() {
    return nanosAtStart + (long) ((world.now() - stood) * speed);
  }

  long wallMillis() {
    return 1_800_000_000_000L + (world.now() + wallOffset - stoodUnseen) / MILLI;
  }

  void stepWall(final long nanos) {
    wallOffset += nanos;
    stepsInAll += Math.abs(nanos);
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
      unseen.add(world.now());
      unseen.add(stillUntil);
    }
    stoodInAll += nanos;
  }

  /** Whether it stood with both its clocks at some time since then. */
  boolean stoodUnseenSince(final long time) {
    for (int i = 0; i < unseen.size(); i += 2) {
      if (unseen.get(i + 1) >= time) {
        return true;
      }
    }
    return false;
  }
}
