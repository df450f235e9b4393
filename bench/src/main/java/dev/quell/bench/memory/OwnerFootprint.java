package dev.quell.bench.memory;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import dev.quell.bench.setup.Keys;
import java.lang.ref.Reference;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Question: how much memory does an owner with a single session take, and the first role that it holds?
 *
 * <p>{@code bytes} is what a session of an owner of its own takes more than one of a hundred of an owner, everything
 * included: also the owner objects that the host makes and keeps, which are {@code hostBytes} of it; {@code roleBytes}
 * what it takes more if each owner holds one of a thousand roles.
 *
 * <p>Aim at a million owners: at most 220 and 40. Refuted by more. Far fewer owners show what a core has anyhow.
 *
 * <p>{@code java -XX:+UseSerialGC -Xmx3g -cp bench/target/quell-bench.jar dev.quell.bench.memory.OwnerFootprint
 * [owners, a million unless given]}
 */
public final class OwnerFootprint {
  private static final int AIM_OWNERS = 1_000_000;
  private static final double AIM_BYTES = 220;
  private static final double AIM_ROLE_BYTES = 40;
  private static final int ROLES = 1_000;

  private final Claims claims = new Claims("owners");
  private final int sessions;

  private OwnerFootprint(final int sessions) {
    this.sessions = sessions;
  }

  public static void main(final String[] args) throws InterruptedException {
    new OwnerFootprint(args.length > 0 ? Integer.parseInt(args[0]) : AIM_OWNERS).run();
  }

  private void run() throws InterruptedException {
    final Role[] roles = new Role[ROLES];
    for (int i = 0; i < ROLES; i++) {
      roles[i] = Role.of("role" + i, "owners");
    }
    measure(1, OwnerFootprint::owner); // loads the classes
    final Size shared = measure(Keys.SESSIONS_PER_OWNER, OwnerFootprint::owner);
    final Size alone = measure(1, OwnerFootprint::owner);
    final Size withRole = measure(1, i -> owner(i, roles[i % ROLES]));
    final double bytes = alone.all() - shared.all();
    final double roleBytes = withRole.all() - alone.all();
    Line.of("owners")
        .with("owners", sessions)
        .with("bytes", bytes, 1)
        .with("roleBytes", roleBytes, 1)
        .with("hostBytes", alone.host - shared.host, 1)
        .print();
    if (sessions == AIM_OWNERS) {
      claims.claim(bytes <= AIM_BYTES, "an owner with one session takes more than " + AIM_BYTES + " B");
      claims.claim(roleBytes <= AIM_ROLE_BYTES, "a role held takes more than " + AIM_ROLE_BYTES + " B");
    }
    claims.finish();
  }

  private static Owner owner(final int i, final Role... roles) {
    return Owner.of("user" + i, "owners", roles);
  }

  /** For each session: of the host's owner objects, and of what the core adds to them. */
  private record Size(double host, double core) {
    double all() {
      return host + core;
    }
  }

  private Size measure(final int perOwner, final IntFunction<Owner> make) throws InterruptedException {
    final Owner[] owners = new Owner[Math.max(1, sessions / perOwner)];
    final long before = Heap.used();
    for (int i = 0; i < owners.length; i++) {
      owners[i] = make.apply(i);
    }
    final long made = Heap.used();
    final SplittableRandom random = new SplittableRandom(perOwner);
    final KillCore core = KillCore.builder().maxSessions(sessions).build();
    for (int i = 0; i < sessions; i++) {
      core.openSession(Keys.version4(random.nextLong()), Keys.variant2(random.nextLong()), owners[i % owners.length]);
      if ((i & 0xFFFF) == 0) {
        claims.progress("sessions of " + owners.length + " owners opened", i, sessions);
      }
    }
    final long after = Heap.used();
    Checks.equal("sessions", sessions, core.telemetry().sessions());
    core.close();
    Reference.reachabilityFence(owners);
    return new Size((made - before) / (double) sessions, (after - made) / (double) sessions);
  }
}
