package dev.quell.cluster;

import static dev.quell.cluster.TestMember.ALICE;
import static dev.quell.cluster.TestMember.OF_ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.cluster.ClusterException.Reason;
import dev.quell.cluster.engine.Engine;
import dev.quell.cluster.jgroups.EngineSettings;
import dev.quell.cluster.jgroups.JGroupsEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that come, go, fall silent and must not come. */
class ClusterMembersTest {

  @Test
  void shouldStartAloneAndBeFoundLater() throws Exception {
    try (TestMember a = TestMember.join("a")) {
      assertEquals(List.of("a"), a.cluster.kill(OF_ALICE).answered());
      try (TestMember b = TestMember.join("b", a)) {
        a.awaitMembers(2);
        assertEquals(2, b.cluster.kill(OF_ALICE).answered().size());
      }
    }
  }

  @Test
  void shouldNameSilentMemberAndCatchUpWithoutHittingAnythingYounger() throws Exception {
    try (TestMember a = TestMember.join("a"); TestMember b = TestMember.join("b", a)) {
      a.awaitMembers(2);
      final Operation victim = b.begin(ALICE);
      final long began = System.nanoTime();
      while (System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(1_500)) {
        Thread.sleep(10); // older than what a late kill spares
      }
      b.engine.mute();
      final ClusterReport report = a.cluster.kill(OF_ALICE);
      assertEquals(List.of("b"), report.unanswered());
      assertEquals(List.of("a"), report.answered());
      assertFalse(victim.isKilled());
      final Operation younger = b.begin(ALICE);
      b.engine.unmute();
      assertTrue(report.await(Duration.ofSeconds(20)));
      assertEquals(List.of("b"), report.late());
      assertTrue(victim.isKilled());
      assertFalse(younger.isKilled());
      assertEquals(1, report.operationsKilled());
      final ClusterEvent.LateKill told = b.awaitEvent(ClusterEvent.LateKill.class, event -> true);
      assertEquals("a", told.origin());
      assertEquals(1, told.operationsKilled());
    }
  }

  @Test
  void shouldTellHostOfMissingMemberAndFence() throws Exception {
    try (TestMember a = TestMember.join("a"); TestMember b = new TestMember()) {
      b.join(TestMember.builder(b.core, "b", a).fenceAfter(Duration.ofSeconds(1)));
      a.awaitMembers(2);
      b.engine.mute();
      assertTrue(b.awaitEvent(ClusterEvent.Fence.class, event -> true).outOfTouch());
      a.awaitEvent(ClusterEvent.MemberMissing.class, event -> event.member().equals("b"));
      assertEquals(ClusterMember.State.MISSING, a.cluster.members().get(1).state());
      final ClusterException silent =
          assertThrows(ClusterException.class, () -> a.cluster.killOperation("b", 1, 11_601, "", ""));
      assertEquals(Reason.UNANSWERED, silent.reason());
      assertEquals(List.of("b"), a.cluster.sessions(1).unanswered());
      b.engine.unmute();
      a.awaitEvent(ClusterEvent.MemberBack.class, event -> event.member().equals("b"));
      assertFalse(b.awaitEvent(ClusterEvent.Fence.class, event -> true).outOfTouch());
    }
  }

  @Test
  void shouldForgetMemberThatSaysGoodbye() throws Exception {
    try (TestMember a = TestMember.join("a")) {
      try (TestMember b = TestMember.join("b", a)) {
        a.awaitMembers(2);
        assertEquals("b", b.cluster.name());
      }
      a.awaitEvent(ClusterEvent.MemberGone.class, event -> event.member().equals("b"));
      final ClusterReport report = a.cluster.kill(OF_ALICE);
      assertEquals(1, report.members().size());
      assertTrue(report.await(Duration.ZERO));
    }
  }

  @Test
  void shouldCallMemberGoneThatComesBackAsNewLife() throws Exception {
    try (TestMember a = TestMember.join("a")) {
      final ClusterReport report;
      try (TestMember b = TestMember.join("b", a)) {
        a.awaitMembers(2);
        b.engine.mute();
        report = a.cluster.kill(OF_ALICE);
        assertEquals(List.of("b"), report.unanswered());
      } // its goodbye is not heard
      try (TestMember again = TestMember.join("b", a)) {
        assertTrue(report.await(Duration.ofSeconds(20)));
        assertEquals(List.of("b"), report.gone());
        final Operation victim = again.begin(ALICE);
        assertEquals(2, a.cluster.kill(OF_ALICE).answered().size());
        assertTrue(victim.isKilled());
      }
    }
  }

  @Test
  void shouldTalkByTls(@TempDir final Path directory) throws Exception {
    final Path keys = TestStores.make(directory, "ours");
    final Path trusted = TestStores.trustOf(keys);
    try (TestMember a = new TestMember(); TestMember b = new TestMember()) {
      a.join(TestMember.builder(a.core, "a").tls(keys, trusted, TestStores.PASSWORD));
      b.join(TestMember.builder(b.core, "b", a).tls(keys, trusted, TestStores.PASSWORD));
      a.awaitMembers(2);
      final Operation victim = a.begin(ALICE);
      assertEquals(2, b.cluster.kill(OF_ALICE).answered().size());
      assertTrue(victim.isKilled());
    }
  }

  private static Reason refusal(final ClusterBuilder builder) {
    return assertThrows(ClusterException.class, builder::join).reason();
  }

  @Test
  void shouldSayWhyItCannotJoinAndLeaveNoThreadBehind(@TempDir final Path directory) throws Exception {
    try (TestMember a = TestMember.join("a"); KillCore core = KillCore.create()) {
      final int port = a.cluster.address().getPort();
      assertEquals(Reason.ADDRESS, refusal(TestMember.builder(core, "refused").bind("127.0.0.1", port)));
      assertEquals(Reason.UNPROTECTED, refusal(TestMember.builder(core, "refused").bind("192.0.2.1", 7_800)));
      assertEquals(Reason.ADDRESS, refusal(TestMember.builder(core, "refused").bind("0.0.0.0", 7_800)));
      assertEquals(
          Reason.TLS,
          refusal(
              TestMember.builder(core, "refused")
                  .tls(directory.resolve("none"), directory.resolve("none"), TestStores.PASSWORD)));
      assertEquals(Reason.NAME_TAKEN, refusal(TestMember.builder(core, "a", a)));
      assertEquals(List.of("a"), a.cluster.kill(OF_ALICE).answered());
      assertThrows(IllegalStateException.class, () -> Cluster.of(core).join());
    }
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("quell-cluster-") && thread.isAlive())
            .map(Thread::getName)
            .toList());
  }

  @Test
  void shouldRefuseMalformedSettings() {
    try (KillCore core = KillCore.create()) {
      final ClusterBuilder builder = Cluster.of(core);
      assertThrows(IllegalArgumentException.class, () -> builder.name(""));
      assertThrows(IllegalArgumentException.class, () -> builder.name("node:1"));
      assertThrows(IllegalArgumentException.class, () -> builder.name("x".repeat(257)));
      assertThrows(IllegalArgumentException.class, () -> builder.bind("127.0.0.1", -1));
      assertThrows(IllegalArgumentException.class, () -> builder.peers("127.0.0.1"));
      assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ZERO));
      assertThrows(IllegalArgumentException.class, () -> builder.joinTimeout(Duration.ofDays(1)));
      assertThrows(IllegalArgumentException.class, () -> builder.fenceAfter(Duration.ofMillis(1)));
      assertThrows(NullPointerException.class, () -> Cluster.of(null));
    }
  }

  @Test
  void shouldDoNothingOnceItHasLeft() throws Exception {
    try (TestMember a = TestMember.join("a")) {
      a.cluster.close();
      a.cluster.close();
      final Operation spared = a.begin(ALICE);
      for (final ClusterException refusal : List.of(
          assertThrows(ClusterException.class, () -> a.cluster.kill(OF_ALICE)),
          assertThrows(ClusterException.class, () -> a.cluster.killAsync(KillRequest.of(OF_ALICE))),
          assertThrows(ClusterException.class, () -> a.cluster.replaceRoles(ALICE)),
          assertThrows(ClusterException.class, () -> a.cluster.members()),
          assertThrows(ClusterException.class, () -> a.cluster.telemetry()),
          assertThrows(ClusterException.class, () -> a.cluster.sessions(1)),
          assertThrows(ClusterException.class, () -> a.cluster.explain(KillRequest.of(OF_ALICE))))) {
        assertEquals(Reason.CLOSED, refusal.reason());
      }
      assertFalse(spared.isKilled());
    }
  }

  @Test
  void shouldDropWhatIsNoMessageAndGoOn() throws Exception {
    try (TestMember a = TestMember.join("a"); TestMember b = TestMember.join("b", a)) {
      a.awaitMembers(2);
      final EngineSettings hostile =
          new EngineSettings(
              "hostile", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              List.of("127.0.0.1:" + a.cluster.address().getPort()), null);
      try (JGroupsEngine engine = JGroupsEngine.open(hostile, refusal -> {})) {
        engine.start(
            new Engine.Listener() {
              @Override
              public void received(final String member, final byte[] message) {}

              @Override
              public void hint(final String member, final boolean lives) {}
            });
        TestMember.await(
            () -> {
              engine.send("a", new byte[] {5, 0, 0, 0, 0, 1});
              return a.cluster.telemetry().messagesMalformed() > 0;
            });
      }
      assertEquals(2, a.cluster.kill(OF_ALICE).answered().size());
      assertEquals("b", b.cluster.name());
    }
  }

  @Test
  void shouldGoOnWhenListenerThrowsWhatCannotBeLogged() throws Exception {
    try (TestMember a = TestMember.join("a")) {
      a.cluster.addListener(event -> {
        throw new Unspeakable();
      });
      try (TestMember b = TestMember.join("b", a)) {
        a.awaitEvent(ClusterEvent.MemberJoined.class, event -> event.member().equals("b"));
        assertEquals(2, b.cluster.kill(OF_ALICE).answered().size());
      }
      a.awaitEvent(ClusterEvent.MemberGone.class, event -> event.member().equals("b"));
    }
  }

  /** Makes the log fail, as a full disk may. */
  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("cannot be said");
    }
  }

  @Test
  void shouldKillWhileWhatHostsDoWithAnswersBlocks() throws Exception {
    final CountDownLatch release = new CountDownLatch(1);
    final int many = 300; // more than there are threads
    try (TestMember a = TestMember.join("a"); TestMember b = new TestMember()) {
      b.join(TestMember.builder(b.core, "b", a).timeout(Duration.ofMillis(100)));
      a.awaitMembers(2);
      final CountDownLatch blocked = new CountDownLatch(200);
      b.engine.mute();
      final Thread caller = Thread.currentThread();
      for (int i = 0; i < many; i++) {
        b.cluster.killAsync(KillRequest.of(OF_ALICE)).thenAccept(report -> {
          if (Thread.currentThread() != caller) { // which it may be, if the kill has returned already
            blocked.countDown();
            awaitQuietly(release);
          }
        });
      }
      assertTrue(blocked.await(20, TimeUnit.SECONDS));
      b.engine.unmute();
      final Operation victim = b.begin(ALICE);
      assertEquals(2, a.cluster.kill(OF_ALICE).answered().size());
      assertTrue(victim.isKilled());
    } finally {
      release.countDown();
    }
  }

  private static void awaitQuietly(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldKillFromInsideListener() throws Exception {
    final CompletableFuture<ClusterReport> killed = new CompletableFuture<>();
    try (TestMember a = TestMember.join("a")) {
      a.cluster.addListener(event -> killed.complete(a.cluster.kill(OF_ALICE)));
      try (TestMember b = TestMember.join("b", a)) {
        final ClusterReport report = killed.get(20, TimeUnit.SECONDS);
        assertEquals("b", b.cluster.name());
        assertEquals("a", report.members().get(0).name());
      }
      a.cluster.close();
      a.cluster.close(); // does nothing
    }
  }

  @Test
  void shouldLetKillReturnWhenTheMemberLeaves() throws Exception {
    try (TestMember a = new TestMember(); TestMember b = new TestMember()) {
      a.join(TestMember.builder(a.core, "a").timeout(Duration.ofHours(1)));
      b.join(TestMember.builder(b.core, "b", a));
      a.awaitMembers(2);
      b.engine.mute();
      final var kill = a.cluster.killAsync(KillRequest.of(OF_ALICE)).toCompletableFuture();
      assertFalse(kill.isDone());
      a.cluster.close();
      assertEquals(List.of("a"), kill.get(20, TimeUnit.SECONDS).answered());
    }
  }
}
