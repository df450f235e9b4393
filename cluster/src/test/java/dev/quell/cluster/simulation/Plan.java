package dev.quell.cluster.simulation;

import static dev.quell.cluster.simulation.World.MILLI;

import dev.quell.cluster.protocol.Settings;

/**
 * What one seed tries: how many members, how bad the network is, what stops, what the clocks do.
 *
 * @param members how many
 * @param loss the share of messages that are lost
 * @param duplication the share that come twice
 * @param delayNanos the mean time that a message takes
 * @param longestNanos the longest
 * @param stops what stands still now and then
 * @param restarts whether members die and come back
 * @param wallSteps whether wall clocks are set, back and forth
 * @param wire whether messages become bytes on their way
 * @param logEntries how many entries a log has room for
 * @param gapKills whether a gap kills
 */
record Plan(
    int members,
    double loss,
    double duplication,
    long delayNanos,
    long longestNanos,
    Stops stops,
    boolean restarts,
    boolean wallSteps,
    boolean wire,
    int logEntries,
    boolean gapKills) {
  static final double RATE = 0.001;
  static final long TICK = 5 * MILLI;

  /** What stands still. */
  enum Stops {
    NONE,
    /** Processes, whose clocks run on. */
    PROCESS,
    /** Machines, any number at once: their monotonic clock stands with them, and their wall clock is right at once. */
    MACHINE,
    /** One machine, with both its clocks: nothing tells it. */
    ONE_MACHINE_UNSEEN
  }

  static Plan of(final World world) {
    final long delay = world.chance(0.3) ? 8 * MILLI : MILLI / 2;
    final boolean good = world.chance(0.3);
    final Stops stops = Stops.values()[world.random.nextInt(4)];
    return new Plan(
        (int) world.between(2, 5), good ? 0 : world.random.nextDouble(0.2), good ? 0 : world.random.nextDouble(0.2),
        delay, 6 * delay, stops, world.chance(0.5), world.chance(0.2) && stops != Stops.MACHINE,
        world.chance(0.1), world.chance(0.2) ? (int) world.between(2, 6) : 1_000, world.chance(0.7));
  }

  Settings settings(final String name, final long incarnation, final long seed) {
    return new Settings(
        name, incarnation, TICK, 50 * MILLI, 3, 40 * MILLI, 300 * MILLI, 200 * MILLI, RATE, 3_600_000 * MILLI,
        logEntries, 1 << 20, gapKills, 0, seed);
  }
}
