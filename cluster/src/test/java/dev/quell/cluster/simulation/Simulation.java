package dev.quell.cluster.simulation;

import static dev.quell.cluster.simulation.World.MILLI;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Uid;
import dev.quell.cluster.protocol.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** One run: the same seed gives the same run. */
final class Simulation {
  /** What the reasons of kills begin with. */
  static final String KILL = "#";
  static final long LONGEST_STOP = 500 * MILLI;
  static final long LONGEST_CUT = 800 * MILLI;
  private static final long TROUBLE = 1_500 * MILLI;
  private static final long PEACE = 1_200 * MILLI;

  final World world;
  final Plan plan;
  final Net net;
  final Checker checker;
  private final List<Machine> machines = new ArrayList<>();
  private int reasons;

  private Simulation(final long seed) {
    world = new World(seed);
    plan = Plan.of(world);
    net = new Net(world, plan);
    checker = new Checker(plan);
    for (int i = 0; i < plan.members(); i++) {
      final Machine machine = new Machine(world, "node-" + i);
      machines.add(machine);
      net.add(machine);
    }
  }

  /** Runs a seed; the result has the books. */
  static Checker run(final long seed) {
    final Simulation simulation = new Simulation(seed);
    simulation.run();
    return simulation.checker;
  }

  private void run() {
    for (final Machine machine : machines) {
      world.in(world.about(20 * MILLI), () -> bear(machine));
    }
    for (final Machine machine : machines) {
      every(8 * MILLI, () -> {
        if (machine.life != null) {
          machine.life.begin();
        }
      });
    }
    every(50 * MILLI, this::kill);
    every(300 * MILLI, this::changeRoles);
    every(250 * MILLI, this::cut);
    every(400 * MILLI, this::stop);
    if (plan.restarts()) {
      every(500 * MILLI, this::restart);
    }
    if (plan.wallSteps()) {
      every(300 * MILLI, () -> any().stepWall(world.between(-200, 200) * MILLI));
    }
    world.runTo(TROUBLE);
    net.heal();
    world.runTo(TROUBLE + LONGEST_STOP);
    for (final Machine machine : machines) {
      if (machine.life == null) {
        bear(machine);
      }
    }
    world.runTo(TROUBLE + LONGEST_STOP + PEACE);
    final List<Life> living = machines.stream().map(machine -> machine.life).toList();
    checker.end(living);
    living.forEach(Life::die);
  }

  private Machine any() {
    return machines.get(world.random.nextInt(machines.size()));
  }

  /** Again and again, while there is trouble. */
  private void every(final long mean, final Runnable what) {
    world.in(world.about(mean), () -> {
      if (world.now() < TROUBLE) {
        what.run();
        every(mean, what);
      }
    });
  }

  private void bear(final Machine machine) {
    if (machine.life != null) {
      return;
    }
    if (machine.isStill()) {
      world.at(machine.stillUntil(), () -> bear(machine));
      return;
    }
    final Life life = new Life(this, machine);
    checker.lives(life);
    final List<String> others =
        machines.stream().map(other -> other.name).filter(name -> !name.equals(machine.name)).toList();
    world.in(world.chance(0.5) ? 0 : world.about(30 * MILLI), () -> life.connect(others));
  }

  private void kill() {
    final Machine machine = any();
    final Life life = machine.life;
    if (life == null || machine.isStill() || !life.connected) {
      return;
    }
    final String reason = KILL + ++reasons;
    final int owner = world.random.nextInt(Life.OWNERS);
    final int session = world.random.nextInt(Life.SESSIONS);
    final KillPattern pattern;
    final Called.Pattern meant;
    switch (world.random.nextInt(4)) {
      case 0 -> {
        pattern = KillPattern.all();
        meant = new Called.Pattern(-1, -1, false);
      }
      case 1 -> {
        pattern = KillPattern.roles(Life.ROLE);
        meant = new Called.Pattern(-1, -1, true);
      }
      case 2 -> {
        pattern = KillPattern.session(Life.session(owner, session));
        meant = new Called.Pattern(owner, session, false);
      }
      default -> {
        pattern = KillPattern.owner(Uid.ofUser("user" + owner, "app"));
        meant = new Called.Pattern(owner, -1, false);
      }
    }
    final KillRequest request = KillRequest.of(pattern).reason(reason);
    final long timeout = world.chance(0.2) ? 0 : world.between(1, 200) * MILLI;
    final Outcome local = Outcome.of(life.core.kill(request));
    life.step((now, out) -> {
      final Called called = new Called(
          life, request, meant, timeout, new HashSet<>(life.heard), new HashSet<>(life.saidGoodbye));
      checker.called(called, life.protocol.nextEntry());
      life.protocol.kill(request, local, timeout, now, out);
    });
  }

  private void changeRoles() {
    final Machine machine = any();
    final Life life = machine.life;
    if (life == null || machine.isStill() || !life.connected) {
      return;
    }
    final var owner = Life.owner(world.random.nextInt(Life.OWNERS), world.chance(0.5));
    life.core.replaceRoles(owner);
    life.step((now, out) -> {
      final Called called = new Called(
          life, null, null, 0, new HashSet<>(life.heard), new HashSet<>(life.saidGoodbye));
      checker.called(called, life.protocol.nextEntry());
      life.protocol.roles(owner, now, out);
    });
  }

  private void cut() {
    final String one = any().name;
    final String other = any().name;
    final boolean bothWays = world.chance(0.5);
    final boolean fromAll = world.chance(0.3);
    for (final Machine each : machines) {
      if (fromAll || each.name.equals(other)) {
        net.cut(one, each.name);
        if (bothWays) {
          net.cut(each.name, one);
        }
      }
    }
    world.in(world.between(10 * MILLI, LONGEST_CUT), () -> {
      for (final Machine each : machines) {
        net.mend(one, each.name);
        net.mend(each.name, one);
      }
    });
  }

  private void stop() {
    if (plan.stops() == Plan.Stops.NONE) {
      return;
    }
    final boolean unseen = plan.stops() == Plan.Stops.ONE_MACHINE_UNSEEN;
    (unseen ? machines.get(0) : any()).stop(world.between(MILLI, LONGEST_STOP), plan.stops());
    if (plan.stops() == Plan.Stops.MACHINE && world.chance(0.5)) {
      any().stop(world.between(MILLI, LONGEST_STOP), plan.stops()); // and another at the same time
    }
  }

  private void restart() {
    final Machine machine = any();
    final Life life = machine.life;
    if (life == null || machine.isStill()) {
      return;
    }
    if (world.chance(0.4)) {
      life.step((now, out) -> {
        life.protocol.goodbye(now, out);
        life.hasLeft = true;
        world.in(0, () -> end(life));
      });
    } else {
      end(life);
    }
  }

  private void end(final Life life) {
    if (!life.over) {
      life.die();
      world.in(world.between(MILLI, 200 * MILLI), () -> bear(life.machine));
    }
  }
}
