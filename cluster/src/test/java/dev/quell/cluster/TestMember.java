package dev.quell.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A core and its membership, on loopback. */
final class TestMember implements AutoCloseable {
  static final Owner ALICE = Owner.of("alice", "admin");
  static final Owner BOB = Owner.of("bob", "admin");
  static final KillPattern OF_ALICE = KillPattern.owner(ALICE.uid());
  private static final long PATIENCE_SECONDS = 20;

  final KillCore core = KillCore.create();
  final BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();
  Cluster cluster;
  Mutable engine;

  /** Looks for a moment, since most tests begin with one alone. */
  static ClusterBuilder builder(final KillCore core, final String name, final TestMember... peers) {
    return Cluster.of(core)
        .name(name)
        .bind("127.0.0.1", 0)
        .joinTimeout(Duration.ofMillis(peers.length == 0 ? 100 : 5_000))
        .peers(Stream.of(peers).map(peer -> "127.0.0.1:" + peer.cluster.address().getPort()).toArray(String[]::new));
  }

  static TestMember join(final String name, final TestMember... peers) throws InterruptedException {
    final TestMember member = new TestMember();
    member.join(builder(member.core, name, peers));
    return member;
  }

  void join(final ClusterBuilder builder) throws InterruptedException {
    builder.wrapEngine = real -> engine = new Mutable(real);
    try {
      cluster = builder.join();
      cluster.addListener(events::add);
    } catch (final InterruptedException | RuntimeException e) {
      core.close();
      throw e;
    }
  }

  Operation begin(final Owner owner) {
    return core.session(UUID.randomUUID(), owner).begin("on " + cluster.name());
  }

  static Owner with(final Owner owner, final String role) {
    return owner.withRoles(new Role(role, "admin"));
  }

  /** Until this member knows so many, itself included. */
  TestMember awaitMembers(final int count) throws InterruptedException {
    await(() -> cluster.members().size() == count);
    return this;
  }

  <T extends ClusterEvent> T awaitEvent(final Class<T> type, final Predicate<T> wanted) throws InterruptedException {
    while (true) {
      final ClusterEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertTrue(event != null, () -> cluster.name() + " did not hear of " + type.getSimpleName());
      if (type.isInstance(event) && wanted.test(type.cast(event))) {
        return type.cast(event);
      }
    }
  }

  static void await(final BooleanSupplier condition) throws InterruptedException {
    final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "in time");
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    if (cluster != null) {
      cluster.close();
    }
    core.close();
  }
}
