package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.wire.MessageCodec;
import dev.quell.cluster.wire.WireException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Carries messages, loses them, doubles them, overtakes them, and is cut one way or both. */
final class Net {
  private final World world;
  private final Plan plan;
  private final Map<String, Machine> machines = new TreeMap<>();
  private final Set<String> cut = new HashSet<>();
  private boolean healed;

  Net(final World world, final Plan plan) {
    this.world = world;
    this.plan = plan;
  }

  void add(final Machine machine) {
    machines.put(machine.name, machine);
  }

  void cut(final String from, final String to) {
    cut.add(from + ">" + to);
  }

  void mend(final String from, final String to) {
    cut.remove(from + ">" + to);
  }

  /** From now on nothing is cut or lost. */
  void heal() {
    cut.clear();
    healed = true;
  }

  void send(final String from, final String to, final Message message) {
    final Machine target = machines.get(to);
    if (target == null || cut.contains(from + ">" + to) || !healed && world.chance(plan.loss())) {
      return;
    }
    final Message sent = plan.wire() ? overTheWire(message) : message;
    final int copies = !healed && world.chance(plan.duplication()) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      final long delay = MIN_DELAY + Math.min(world.about(plan.delayNanos()), plan.longestNanos());
      world.in(delay, () -> arrive(from, target, sent));
    }
  }

  private static final long MIN_DELAY = 20_000;

  private static void arrive(final String from, final Machine target, final Message message) {
    if (target.life != null) {
      target.life.arrive(from, message);
    }
  }

  private static Message overTheWire(final Message message) {
    try {
      return MessageCodec.decode(MessageCodec.encode(message));
    } catch (final WireException e) {
      throw new AssertionError("what was written cannot be read", e);
    }
  }
}
