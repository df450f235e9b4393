package dev.quell.stress.cluster;

import dev.quell.KillRequest;
import dev.quell.cluster.Cluster;
import dev.quell.cluster.ClusterReport;
import dev.quell.stress.cluster.Shape.Hits;
import dev.quell.stress.cluster.Shape.Kind;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls kills of all shapes, and changes the roles of the owners that are this life's own. */
final class MemberKills {
  private static final int ASYNC_ONE_IN = 4;

  private final Cluster cluster;
  private final Tape tape;
  private final Life life;
  private final AtomicInteger number = new AtomicInteger();

  MemberKills(final Cluster cluster, final Tape tape, final Life life) {
    this.cluster = cluster;
    this.tape = tape;
    this.life = life;
  }

  /** One kill, but none by role. */
  void any(final SplittableRandom random) {
    kill(draw(random), random.nextInt(ASYNC_ONE_IN) == 0);
  }

  private static Shape draw(final SplittableRandom random) {
    final int kind = random.nextInt(200);
    final int narrow = random.nextInt(12);
    final Hits hits = narrow == 0 ? Hits.OPERATIONS : narrow == 1 ? Hits.CURSORS : Hits.BOTH;
    final int session = random.nextInt(Owners.SESSIONS);
    final String owner = owner(random);
    if (kind < 100) {
      return new Shape(Kind.OWNER, owner, "", 0, hits);
    } else if (kind < 140) {
      return new Shape(Kind.USERS, owner, owner(random), 0, hits);
    } else if (kind < 197) {
      return new Shape(Kind.SESSION, owner, "", session, hits);
    }
    return kind < 199 ? new Shape(Kind.LABEL, "", "", session, hits) : new Shape(Kind.EVERYTHING, "", "", 0, hits);
  }

  private static String owner(final SplittableRandom random) {
    return Owners.user(
        random.nextInt(10) < 7
            ? random.nextInt(Owners.HOT) : Owners.HOT + random.nextInt(Owners.USERS - Owners.HOT));
  }

  /** Changes roles some times, and kills by role. Only one thread calls this, and only it does either. */
  void roles(final SplittableRandom random) {
    final int changes = random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      final String owner = Owners.changing(life, random.nextInt(Owners.CHANGING));
      final boolean holds = random.nextBoolean();
      tape.add("roles", owner, System.nanoTime(), holds);
      cluster.replaceRoles(holds ? Owners.of(owner).withRoles(Owners.role(life)) : Owners.of(owner));
    }
    kill(Shape.role(life), false);
  }

  private void kill(final Shape shape, final boolean async) {
    final String reason = "K." + life + "." + number.incrementAndGet();
    final KillRequest request = shape.request(reason);
    tape.add("called", reason, System.nanoTime(), shape);
    final ClusterReport report =
        async ? cluster.killAsync(request).toCompletableFuture().join() : cluster.kill(request);
    tape.add("returned", reason, System.nanoTime(), Row.text(report));
    report.whenAll().thenAccept(all -> tape.add("settled", reason, System.nanoTime(), Row.text(all)));
  }
}
