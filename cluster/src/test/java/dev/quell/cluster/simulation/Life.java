package dev.quell.cluster.simulation;

import dev.quell.KillCore;
import dev.quell.KillRequest;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.cluster.protocol.Action;
import dev.quell.cluster.protocol.Body;
import dev.quell.cluster.protocol.ClusterProtocol;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.protocol.Now;
import dev.quell.cluster.protocol.Outcome;
import dev.quell.cluster.protocol.Reading;
import dev.quell.cluster.protocol.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  final long born; // the number of the birth
  /** Those that run, as the host sees it; what a kill has hit is taken out at once. */
  final List<Op> ops = new ArrayList<>();
  final Ledger ledger = new Ledger();
  final CutOffs cutOffs = new CutOffs();
  final Hearsay hearsay;
  /** When it sent which reading first, in true time. */
  private final Map<Reading, Long> readings = new HashMap<>();
  /** From when the earliest reading is that a message with an entry has echoed. */
  private final Map<EntryId, Long> echoed = new HashMap<>();
  private final boolean[] hasSession = new boolean[OWNERS];
  private final boolean[] hasRole = new boolean[OWNERS];
  private final Simulation simulation;
  private final Checker checker;
  private final World world;
  private final Serving serving;
  private long busyUntil;
  private long readAt; // when the core last read its clock, in true time
  MemberId id;
  long connectedAt = Long.MAX_VALUE;
  boolean over;
  long questions = 1;
  int underWay; // what the protocol wants done and was not told of yet
  boolean hasLeft; // it has said goodbye, to whomever it reached

  Life(final Simulation simulation, final Machine machine) {
    this.simulation = simulation;
    this.checker = simulation.checker;
    this.world = simulation.world;
    this.machine = machine;
    this.number = ++machine.lives;
    this.bornAt = world.now();
    this.readAt = bornAt;
    this.born = world.order();
    this.hearsay = new Hearsay(machine.name);
    this.serving = new Serving(this);
    this.core = KillCore.builder()
        .hostRunsAgent()
        .nanoClock(machine::nanos)
        .maxSessions(64)
        .cursorExecutor(Runnable::run)
        .callbackExecutor(Runnable::run)
        .build();
    this.protocol = new ClusterProtocol(
        simulation.plan.settings(machine.name, Settings.incarnation(machine.wallMillis(), world.random.nextLong()),
            world.random.nextLong()),
        now(cutOff()));
    this.id = protocol.self();
    machine.life = this;
    machine.all.add(this);
    world.in(Plan.TICK, this::tick);
  }

  World world() {
    return world;
  }

  boolean isConnected() {
    return world.now() >= connectedAt;
  }

  private long cutOff() {
    final long cutOff = core.cutOff();
    cutOffs.add(cutOff, world.order(), world.now());
    return cutOff;
  }

  Now present() {
    return now(cutOff());
  }

  private Now now(final long cutOff) {
    return new Now(cutOff, machine.nanos(), machine.wallMillis());
  }

  static Owner owner(final int index, final boolean hasRole) {
    return hasRole ? OWNER[index].withRoles(ROLE) : OWNER[index];
  }

  static UUID session(final int owner, final int session) {
    return new UUID(owner, session);
  }

  boolean hasRole(final int owner) {
    return hasRole[owner];
  }

  void connect(final List<String> peers) {
    step((now, out) -> {
      connectedAt = world.now();
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
        readAt = world.now();
      } catch (final Exception e) {
        throw new AssertionError(e);
      }
      protocol.tick(now, out);
      checker.ticked(this, out);
      world.in(Plan.TICK, this::tick);
    });
  }

  void arrive(final String from, final Message message) {
    step((now, out) -> {
      if (isConnected()) {
        checker.hears(this, from, message);
        protocol.received(from, message, now, out);
        checker.heard(this, from, message, out);
      }
    });
  }

  /** Keeps from when the reading is that a message with entries echoes. */
  void hears(final Message message) {
    final Message.Echo echo = message.echo();
    final Long from = echo == null ? null : readings.get(echo.reading());
    if (from != null && message.body() instanceof Body.Deliver deliver) {
      deliver.deliveries().forEach(each -> echoed.merge(each.entry().id(), from, Math::min));
    }
  }

  /** From when the earliest reading is that a message with this entry has echoed; never if there was none. */
  long echoed(final EntryId entry) {
    return echoed.getOrDefault(entry, Called.NOT_YET);
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
    final long cutOff = cutOff();
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
    what.accept(now(cutOff), out);
    checker.isStill(this);
    for (final Action action : out) {
      checker.does(this, action);
      carryOut(action, cutOff);
    }
  }

  private void carryOut(final Action action, final long cutOff) {
    if (action instanceof Action.Send send) {
      readings.putIfAbsent(send.message().reading(), world.now());
      simulation.net.send(machine.name, send.to(), send.message());
    } else if (action instanceof Action.Apply apply) {
      final boolean fresh = apply.request().cutOff().orElseThrow() == cutOff;
      underWay++;
      final long askedAt = world.now();
      soon(() -> kill(apply.entry(), apply.request(), fresh, askedAt));
    } else if (action instanceof Action.ApplyRoles apply) {
      underWay++;
      soon(() -> roles(apply.entry(), apply.owner()));
    } else if (action instanceof Action.Serve serve) {
      soon(() -> serving.serve(serve));
    } else if (action instanceof Action.DropWalk drop) {
      serving.drop(drop.walk());
    }
  }

  /** At once, mostly; a thread that is held up takes longer. */
  void soon(final Runnable what) {
    world.in(world.chance(0.8) ? 0 : world.about(2 * World.MILLI), () -> awake(what));
  }

  private void awake(final Runnable what) {
    if (machine.isStill()) {
      world.at(machine.stillUntil(), () -> awake(what));
    } else if (!over) {
      what.run();
    }
  }

  private void kill(final EntryId entry, final KillRequest request, final boolean fresh, final long askedAt) {
    final Outcome outcome = Outcome.of(core.kill(request));
    checker.kills(this, entry, request, outcome, fresh, world.now() - askedAt, hit());
    soon(() -> step((now, out) -> {
      underWay--;
      protocol.applied(entry, outcome, now, out);
      checker.applied(this, entry.origin(), out);
    }));
  }

  private void roles(final EntryId entry, final Owner owner) {
    replaceRoles(owner);
    checker.changesRoles(this, entry);
    soon(() -> step((now, out) -> {
      underWay--;
      protocol.applied(entry, Outcome.NOTHING, now, out);
      checker.applied(this, entry.origin(), out);
    }));
  }

  /** The host kills on the own core. */
  Outcome killHere(final KillRequest request) {
    final Outcome outcome = Outcome.of(core.kill(request));
    hit();
    return outcome;
  }

  /** What was hit just now: it runs no more. */
  private List<Op> hit() {
    final List<Op> hit = new ArrayList<>();
    for (final Op op : ops) {
      if (op.operation.isKilled()) {
        hit.add(op);
      }
    }
    ops.removeAll(hit);
    return hit;
  }

  void replaceRoles(final Owner owner) {
    core.replaceRoles(owner);
    for (int i = 0; i < OWNERS; i++) {
      if (OWNER[i].uid().equals(owner.uid()) && hasSession[i]) {
        hasRole[i] = owner.roles().contains(ROLE);
      }
    }
  }

  /** The host begins something. */
  void begin() {
    if (over || machine.isStill()) {
      return;
    }
    final int owner = world.random.nextInt(OWNERS);
    final int session = world.random.nextInt(SESSIONS);
    hasSession[owner] = true; // opened without roles, which leaves the roles as they are
    final Op op = new Op(
        this, core.session(session(owner, session), Owner.ofUid(OWNER[owner].uid())).begin("work"), owner, session,
        world.order(), world.now(), readAt);
    ops.add(op);
    if (world.chance(0.7)) {
      world.in(world.about(300 * World.MILLI), () -> end(op));
    }
  }

  private void end(final Op op) {
    if (!op.ended && !over) {
      op.ended = true;
      if (op.operation.isKilled() == ops.remove(op)) {
        checker.hitByNobody(op);
      }
      op.operation.close();
    }
  }

  void die() {
    over = true;
    machine.life = null;
    core.close();
  }

  @Override
  public String toString() {
    return machine.name + "/" + number;
  }
}
