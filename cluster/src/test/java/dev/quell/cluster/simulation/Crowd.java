package dev.quell.cluster.simulation;

import static dev.quell.cluster.simulation.World.MILLI;

import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.wire.MessageCodec;
import dev.quell.cluster.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;

/**
 * Many members on virtual time, to see what many cost: the protocol with the settings of the product, and every message
 * as bytes. There are no cores, so a kill is done as soon as it is asked for. The network carries everything after a
 * quarter of a millisecond, or nothing between those that are cut off from each other: it has no limit of its own, and
 * what would not go over a real one shows in the bytes.
 */
final class Crowd {
  static final long SECOND = 1_000 * MILLI;
  private static final long DELAY = MILLI / 4;
  private static final long LOOK = 10 * MILLI;
  /** After so long a connection through which nothing comes is closed. */
  private static final long CONNECTION_SILENCE = 2 * SECOND;
  /** After so long at most a connection is tried again. */
  private static final long CONNECTION_PAUSE = SECOND;

  final World world;
  final Traffic traffic = new Traffic();
  final List<CrowdMember> members = new ArrayList<>();
  private final Map<String, CrowdMember> byName = new TreeMap<>();
  private BiPredicate<CrowdMember, CrowdMember> cut = (one, other) -> false;

  Crowd(final long seed) {
    world = new World(seed);
  }

  /** Starts a member; the engine tells of these others as its connections to them are made. */
  CrowdMember start(final List<CrowdMember> others) {
    final CrowdMember fresh = new CrowdMember(this, members.size());
    members.add(fresh);
    byName.put(fresh.name, fresh);
    fresh.start();
    others.forEach(other -> connect(fresh, other));
    return fresh;
  }

  /** Both ends of a connection hear of it. */
  private void connect(final CrowdMember one, final CrowdMember other) {
    world.in(world.between(DELAY, CONNECTION_PAUSE), () -> {
      if (!cut.test(one, other)) {
        one.hint(other.name, true);
        other.hint(one.name, true);
      }
    });
  }

  void send(final CrowdMember from, final String to, final Message message) {
    final CrowdMember target = byName.get(to);
    if (target == null || cut.test(from, target)) {
      return; // not connected
    }
    final byte[] bytes = MessageCodec.encode(message);
    traffic.sent(message.body(), bytes.length);
    world.in(DELAY, () -> {
      if (!cut.test(from, target)) {
        target.receive(from.name, decoded(bytes));
      }
    });
  }

  private static Message decoded(final byte[] bytes) {
    try {
      return MessageCodec.decode(bytes);
    } catch (final WireException e) {
      throw new AssertionError("what was written cannot be read", e);
    }
  }

  /** From now on nothing goes between these, in either direction. Their connections close when they are silent. */
  void cut(final BiPredicate<CrowdMember, CrowdMember> between) {
    cut = (one, other) -> between.test(one, other) || between.test(other, one);
    final BiPredicate<CrowdMember, CrowdMember> mine = cut;
    forEachCut((one, other) -> world.in(CONNECTION_SILENCE, () -> {
      if (cut == mine) {
        one.hint(other.name, false);
        other.hint(one.name, false);
      }
    }));
  }

  /** Nothing is cut any more; connections are made again, each when it is tried the next time. */
  void heal() {
    final List<Runnable> again = new ArrayList<>();
    forEachCut((one, other) -> again.add(() -> connect(one, other)));
    cut = (one, other) -> false;
    again.forEach(Runnable::run);
  }

  private void forEachCut(final BiConsumer<CrowdMember, CrowdMember> what) {
    for (int i = 0; i < members.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (cut.test(members.get(i), members.get(j))) {
          what.accept(members.get(i), members.get(j));
        }
      }
    }
  }

  void run(final long nanos) {
    world.runTo(world.now() + nanos);
  }

  /**
   * Runs until something is so.
   *
   * @return how long that took, give or take 10 ms
   */
  long runUntil(final BooleanSupplier isSo, final long atMost) {
    final long began = world.now();
    while (!isSo.getAsBoolean()) {
      if (world.now() - began >= atMost) {
        throw new AssertionError("not so after " + atMost / SECOND + " s");
      }
      run(LOOK);
    }
    return world.now() - began;
  }
}
