package dev.quell.cluster;

import static dev.quell.cluster.TestMember.ALICE;
import static dev.quell.cluster.TestMember.BOB;
import static dev.quell.cluster.TestMember.OF_ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.cluster.ClusterReport.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kills among three members in one process. */
class ClusterKillTest {
  private TestMember a;
  private TestMember b;
  private TestMember c;

  @BeforeEach
  void join() throws Exception {
    a = TestMember.join("a");
    b = TestMember.join("b", a);
    c = TestMember.join("c", a);
    a.awaitMembers(3);
    b.awaitMembers(3);
    c.awaitMembers(3);
  }

  @AfterEach
  void leave() {
    a.close();
    b.close();
    c.close();
  }

  private List<TestMember> all() {
    return List.of(a, b, c);
  }

  @Test
  void shouldKillOnEveryMember() {
    final List<Operation> victims = all().stream().map(member -> member.begin(ALICE)).toList();
    final List<Operation> others = all().stream().map(member -> member.begin(BOB)).toList();
    final ClusterReport report = b.cluster.kill(KillRequest.of(OF_ALICE).reason("revoked").by("ops"));
    assertTrue(victims.stream().allMatch(Operation::isKilled));
    assertTrue(others.stream().noneMatch(Operation::isKilled));
    assertEquals(Set.of("a", "b", "c"), Set.copyOf(report.answered()));
    assertEquals(3, report.operationsKilled());
    assertEquals(3, report.sessionsMatched());
    assertEquals("revoked", victims.get(2).killCause().orElseThrow().reason());
    assertEquals("ops", victims.get(0).killCause().orElseThrow().by());
  }

  @Test
  void shouldCountForEachMember() {
    c.begin(ALICE);
    c.begin(ALICE);
    final ClusterReport report = a.cluster.kill(OF_ALICE);
    assertEquals("a", report.members().get(0).name());
    final Member counted =
        report.members().stream().filter(member -> member.name().equals("c")).findFirst().orElseThrow();
    assertEquals(2, counted.operationsKilled());
    assertTrue(counted.roundTrip().compareTo(Duration.ZERO) > 0);
    assertTrue(counted.roundTrip().compareTo(counted.took()) >= 0);
  }

  @Test
  void shouldCompleteWhenAllHaveAnswered() throws Exception {
    final ClusterReport report = a.cluster.kill(OF_ALICE);
    assertTrue(report.await(Duration.ZERO));
    assertEquals(report, report.whenAll().toCompletableFuture().get(20, TimeUnit.SECONDS));
  }

  @Test
  void shouldTellOfAsynchronousKillOnOwnThread() throws Exception {
    final Operation victim = b.begin(ALICE);
    final String thread =
        a.cluster.killAsync(KillRequest.of(OF_ALICE))
            .thenApply(report -> Thread.currentThread().getName())
            .toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertTrue(victim.isKilled());
    assertTrue(thread.startsWith("quell-cluster-a") || thread.equals(Thread.currentThread().getName()), thread);
  }

  @Test
  void shouldSpareWhatBeginsAfterTheKill() {
    a.cluster.kill(OF_ALICE);
    final List<Operation> younger = all().stream().map(member -> member.begin(ALICE)).toList();
    b.cluster.kill(KillPattern.owner(BOB.uid())); // a round later
    assertTrue(younger.stream().noneMatch(Operation::isKilled));
  }

  @Test
  void shouldChangeRolesEverywhereBeforeLaterKill() {
    final Operation onB = b.begin(ALICE);
    final Operation onC = c.begin(TestMember.with(ALICE, "reader"));
    a.cluster.replaceRoles(TestMember.with(ALICE, "writer"));
    final ClusterReport none = a.cluster.kill(KillPattern.roles(new Role("reader", "admin")));
    assertEquals(0, none.operationsKilled());
    final ClusterReport both = a.cluster.kill(KillPattern.roles(new Role("writer", "admin")));
    assertEquals(2, both.operationsKilled());
    assertTrue(onB.isKilled());
    assertTrue(onC.isKilled());
  }

  @Test
  void shouldAnswerWhileACallbackBlocks() throws Exception {
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch blocked = new CountDownLatch(1);
    final Operation stubborn = b.begin(ALICE);
    stubborn.onKill(
        cause -> {
          blocked.countDown();
          try {
            release.await();
          } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try {
      final ClusterReport first = a.cluster.kill(OF_ALICE);
      assertTrue(first.answered().contains("b"), first::toString);
      blocked.await();
      final Operation victim = b.begin(BOB);
      final ClusterReport second = a.cluster.kill(KillPattern.owner(BOB.uid()));
      assertTrue(victim.isKilled());
      assertTrue(second.answered().contains("b"), second::toString);
    } finally {
      release.countDown();
    }
  }

  @Test
  void shouldCarryOutKillsOfManyCallersAtOnce() throws Exception {
    final int callers = 8;
    final int kills = 40;
    final ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      final List<Future<Long>> counts = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        final TestMember at = all().get(caller % 3);
        counts.add(
            threads.submit(
                () -> {
                  long killed = 0;
                  for (int i = 0; i < kills; i++) {
                    final Operation victim = all().get(i % 3).begin(ALICE);
                    killed += at.cluster.kill(OF_ALICE).operationsKilled();
                    assertTrue(victim.isKilled());
                    victim.close();
                  }
                  return killed;
                }));
      }
      long killed = 0;
      for (final Future<Long> count : counts) {
        killed += count.get(60, TimeUnit.SECONDS);
      }
      assertEquals(callers * kills, killed); // each by one kill, and counted there
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldRefuseRequestWithCutOff() {
    final KillRequest request = KillRequest.of(OF_ALICE).startedBefore(a.core.cutOff());
    final Operation spared = a.begin(ALICE);
    assertThrows(IllegalArgumentException.class, () -> a.cluster.kill(request));
    assertFalse(spared.isKilled());
  }

  @Test
  void shouldDivideRequestThatIsTooLongForMessageAndCountEachSessionOnce() {
    final List<KillPattern> many = new ArrayList<>();
    final List<Operation> victims = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      final UUID id = UUID.randomUUID();
      many.add(KillPattern.session(id));
      many.add(KillPattern.session(id, ALICE.uid()));
      if (i % 15 == 0) {
        victims.add(all().get(i / 15 % 3).core.session(id, ALICE).begin("listed"));
      }
    }
    Collections.shuffle(many, new Random(7)); // both patterns of a session: far from each other
    final Operation other = b.begin(ALICE);
    final KillRequest request = KillRequest.of(many).reason("long");
    assertEquals(200, a.cluster.explain(request).rows().stream().mapToLong(row -> row.value().operations()).sum());
    assertEquals(200, a.cluster.sessions(1_000, many.toArray(KillPattern[]::new)).rows().size());
    final ClusterReport report = a.cluster.kill(request);
    assertEquals(Set.of("a", "b", "c"), Set.copyOf(report.answered()));
    assertEquals("a", report.members().get(0).name());
    assertEquals(200, report.operationsKilled());
    assertEquals(200, report.sessionsMatched());
    assertTrue(victims.stream().allMatch(Operation::isKilled));
    assertFalse(other.isKilled());
    assertTrue(report.whenAll().toCompletableFuture().isDone());
    assertEquals(1, a.cluster.telemetry().killsCalled());
  }

  @Test
  void shouldDivideLongListOfOwners() {
    final List<UserName> users = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      users.add(new UserName("user" + i, "admin"));
    }
    final Operation victim = c.core.session(UUID.randomUUID(), Owner.of("user5999", "admin")).begin("one of them");
    final Operation byUid = b.begin(ALICE);
    final Operation other = b.begin(BOB);
    final ClusterReport report = a.cluster.kill(KillPattern.users(users), OF_ALICE);
    assertEquals(3, report.answered().size());
    assertEquals(2, report.operationsKilled());
    assertTrue(victim.isKilled());
    assertTrue(byUid.isKilled());
    assertFalse(other.isKilled());
  }

  @Test
  void shouldNameMemberThatHasNotAnsweredEveryPart() throws Exception {
    final KillPattern[] many =
        Stream.generate(() -> KillPattern.session(UUID.randomUUID())).limit(4_000).toArray(KillPattern[]::new);
    b.engine.mute();
    final ClusterReport report = a.cluster.kill(many);
    assertEquals(List.of("b"), report.unanswered());
    assertEquals(Set.of("a", "c"), Set.copyOf(report.answered()));
    assertFalse(report.await(Duration.ZERO));
    b.engine.unmute();
    assertTrue(report.await(Duration.ofSeconds(20)));
    assertEquals(List.of(), report.unanswered());
  }

  @Test
  void shouldRefuseLongRequestThatCannotBeDivided() {
    final List<KillPattern> many = new ArrayList<>();
    Stream.generate(() -> KillPattern.session(UUID.randomUUID())).limit(4_000).forEach(many::add);
    many.add(OF_ALICE);
    final Operation spared = a.begin(ALICE);
    final ClusterException refusal =
        assertThrows(ClusterException.class, () -> a.cluster.kill(KillRequest.of(many).reason("long")));
    assertEquals(ClusterException.Reason.TOO_LONG, refusal.reason());
    assertFalse(spared.isKilled());
    assertEquals(3, a.cluster.kill(many.subList(3_000, 4_001).toArray(KillPattern[]::new)).answered().size());
    assertTrue(spared.isKilled());
  }

  @Test
  void shouldExplainOnEveryMember() {
    all().forEach(member -> member.begin(ALICE));
    final ClusterListing<Cluster.Hits> hits = a.cluster.explain(KillRequest.of(OF_ALICE));
    assertEquals(3, hits.rows().size());
    assertEquals(3, hits.rows().stream().mapToLong(row -> row.value().operations()).sum());
    assertEquals(List.of(), hits.unanswered());
  }

  @Test
  void shouldListSessionsAndOperationsOfAllMembers() {
    all().forEach(member -> member.begin(ALICE));
    a.core.begin("without a session");
    assertEquals(3, b.cluster.sessions(10, OF_ALICE).rows().size());
    assertEquals(3, b.cluster.operations(10, OF_ALICE).rows().size());
    final ClusterListing<?> everything = b.cluster.operations(10);
    assertEquals(4, everything.rows().size());
    assertEquals("b", everything.rows().get(0).member());
    assertFalse(everything.more());
  }

  @Test
  void shouldListNoMoreThanAskedForOfEachMember() {
    for (int i = 0; i < 1_200; i++) {
      c.begin(ALICE);
    }
    final ClusterListing<?> some = a.cluster.operations(1_100);
    assertEquals(1_100, some.rows().size());
    assertTrue(some.more());
    final ClusterListing<?> all = a.cluster.operations(1_200);
    assertEquals(1_200, all.rows().size());
    assertFalse(all.more());
    assertThrows(IllegalArgumentException.class, () -> a.cluster.operations(0));
  }

  @Test
  void shouldKillOneOperationOnAnotherMember() {
    final Operation victim = b.begin(ALICE);
    final Operation own = a.begin(ALICE);
    assertTrue(a.cluster.killOperation("b", victim.id(), 11_601, "", "ops"));
    assertTrue(victim.isKilled());
    assertFalse(a.cluster.killOperation("b", victim.id(), 11_601, "", "ops"));
    assertTrue(a.cluster.killOperation("a", own.id(), 11_601, "", "ops"));
    final ClusterException unknown =
        assertThrows(ClusterException.class, () -> a.cluster.killOperation("z", 1, 11_601, "", ""));
    assertEquals(ClusterException.Reason.UNKNOWN_MEMBER, unknown.reason());
  }

  @Test
  void shouldCountWhatItDoes() throws Exception {
    a.cluster.kill(OF_ALICE);
    a.cluster.kill(OF_ALICE);
    assertEquals(2, a.cluster.telemetry().killsCalled());
    assertEquals(2, b.cluster.telemetry().appliedFresh());
    assertEquals(0, b.cluster.telemetry().appliedLate());
    assertTrue(b.cluster.telemetry().messagesReceived() > 0);
    TestMember.await(
        () -> a.cluster.members().stream().allMatch(member -> member.behind() == 0));
  }
}
