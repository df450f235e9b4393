package dev.quell.cluster.simulation;

import dev.quell.KillCore;
import dev.quell.KillRequest;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.cluster.protocol.Action;
import dev.quell.cluster.protocol.ClusterProtocol;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.protocol.Now;
import dev.quell.cluster.protocol.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** One life of a member: a real core, the protocol, and a driver that is sometimes slow. */
final class Life {
  static final Role ROLE = Role.of("ops", "admin");
  static final int OWNERS = 3;
  static final int SESSIONS = 2;
  private static final Owner[] OWNER = new Owner[OWNERS];

  static {
    for (int i = 0; i < OWNERS; i++) {
      OWNER[i] = Owner.of("user" + i, "app");
    }
  }

  final Machine machine;
  final int number;
  final KillCore core;
  final ClusterProtocol protocol;
  final long bornAt;
  final List<Op> ops = new ArrayList<>();
  /** Lives that were heard. */
  final Set<Life> heard = new HashSet<>();
  final Set<Life> saidGoodbye = new HashSet<>();
  private final Simulation simulation;
  private final World world;
  private final Net net;
  private long busyUntil;
  boolean connected;
  boolean over;
  boolean hasLeft; // it has said goodbye, to whomever it reached
  boolean wasStill;

  Life(final Simulation simulation, final Machine machine) {
    this.simulation = simulation;
    this.world = simulation.world;
    this.net = simulation.net;
    this.machine = machine;
    this.number = ++machine.lives;
    this.bornAt = world.now();
    this.core = KillCore.builder()
        .hostRunsAgent()
        .nanoClock(machine::nanos)
        .maxSessions(64)
        .cursorExecutor(Runnable::run)
        .callbackExecutor(Runnable::run)
        .build();
    this.protocol = new ClusterProtocol(
        simulation.plan.settings(machine.name, machine.wallMillis() + number, world.random.nextLong()), now());
    machine.life = this;
    world.in(Plan.TICK, this::tick);
  }

  World world() {
    return world;
  }

  private Now now() {
    return Now.of(core, machine::nanos, machine::wallMillis);
  }

  static Owner owner(final int index, final boolean hasRole) {
    return hasRole ? OWNER[index].withRoles(ROLE) : OWNER[index];
  }

  static UUID session(final int owner, final int session) {
    return new UUID(owner, session);
  }

  void connect(final List<String> peers) {
    step((now, out) -> {
      connected = true;
      protocol.start(peers, now, out);
    });
  }

  private void tick() {
    if (over) {
      return;
    }
    step((now, out) -> {
      try {
        core.agent().doWork();
      } catch (final Exception e) {
        throw new AssertionError(e);
      }
      protocol.tick(now, out);
      simulation.checker.logIsBounded(this);
      world.in(Plan.TICK, this::tick);
    });
  }

  void arrive(final String from, final Message message) {
    step((now, out) -> {
      if (connected) {
        simulation.checker.hears(this, message);
        protocol.received(from, message, now, out);
      }
    });
  }

  /** Has the driver do something when it comes to it. */
  void step(final BiConsumer<Now, List<Action>> what) {
    if (over) {
      return;
    }
    if (machine.isStill() || world.now() < busyUntil) {
      final long free = Math.max(machine.stillUntil(), busyUntil);
      world.at(free + (machine.isStill() ? world.about(200_000) : 0), () -> step(what));
      return;
    }
    final long cutOff = core.cutOff();
    if (world.chance(0.02)) { // something comes between the cut-off and the clock
      busyUntil = world.now() + world.about(2 * World.MILLI);
      world.at(busyUntil, () -> finish(cutOff, what));
    } else {
      finish(cutOff, what);
    }
  }

  private void finish(final long cutOff, final BiConsumer<Now, List<Action>> what) {
    if (over || hasLeft) {
      return;
    }
    if (machine.isStill()) {
      busyUntil = machine.stillUntil();
      world.at(busyUntil, () -> finish(cutOff, what));
      return;
    }
    final List<Action> out = new ArrayList<>();
    what.accept(new Now(cutOff, machine.nanos(), machine.wallMillis()), out);
    for (final Action action : out) {
      carryOut(action, cutOff);
    }
  }

  private void carryOut(final Action action, final long cutOff) {
    if (action instanceof Action.Send send) {
      net.send(machine.name, send.to(), send.message());
    } else if (action instanceof Action.Apply apply) {
      final boolean leased = apply.request().cutOff().orElseThrow() == cutOff;
      final boolean fillsGap = !apply.request().reason().startsWith(Simulation.KILL);
      if (!fillsGap) {
        simulation.checker.dispatches(this, apply.entry());
      }
      soon(() -> kill(apply.entry(), apply.request(), leased, fillsGap));
    } else if (action instanceof Action.ApplyRoles apply) {
      soon(() -> roles(apply.entry(), apply.owner()));
    } else if (action instanceof Action.Tell tell) {
      simulation.checker.told(this, tell.event());
    }
  }

  /** At once, mostly; a thread that is held up takes longer. */
  private void soon(final Runnable what) {
    world.in(world.chance(0.8) ? 0 : world.about(2 * World.MILLI), () -> awake(what));
  }

  private void awake(final Runnable what) {
    if (machine.isStill()) {
      world.at(machine.stillUntil(), () -> awake(what));
    } else if (!over) {
      what.run();
    }
  }

  private void kill(
      final EntryId entry, final KillRequest request, final boolean leased, final boolean fillsGap) {
    final Outcome outcome = Outcome.of(core.kill(request));
    if (fillsGap) {
      simulation.checker.fillsGap(this, entry);
    } else {
      simulation.checker.kills(this, entry, outcome, leased);
    }
    soon(() -> step((now, out) -> protocol.applied(entry, outcome, now, out)));
  }

  private void roles(final EntryId entry, final Owner owner) {
    core.replaceRoles(owner);
    simulation.checker.changesRoles(this, entry);
    soon(() -> step((now, out) -> protocol.applied(entry, Outcome.NOTHING, now, out)));
  }

  /** The host begins something. */
  void begin() {
    if (over || machine.isStill()) {
      return;
    }
    final int owner = world.random.nextInt(OWNERS);
    final int session = world.random.nextInt(SESSIONS);
    final Op op = new Op(
        this, core.session(session(owner, session), Owner.ofUid(OWNER[owner].uid())).begin("work"), owner, session,
        world.order(), world.now());
    ops.add(op);
    if (world.chance(0.7)) {
      world.in(world.about(300 * World.MILLI), () -> end(op));
    }
  }

  private void end(final Op op) {
    if (!op.ended && !over) {
      if (op.isKilled()) {
        simulation.checker.sawKilled(op);
      }
      op.ended = true;
      op.operation.close();
      ops.remove(op);
    }
  }

  void die() {
    over = true;
    simulation.checker.dies(this);
    machine.life = null;
    core.close();
  }

  @Override
  public String toString() {
    return machine.name + "/" + number;
  }
}
