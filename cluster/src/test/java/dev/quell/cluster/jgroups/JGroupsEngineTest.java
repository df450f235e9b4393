package dev.quell.cluster.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.cluster.engine.Engine;
import dev.quell.cluster.engine.EngineException;
import dev.quell.cluster.engine.EngineException.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JGroupsEngineTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static InetAddress ip(final int... parts) {
    final byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) parts[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (final UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static EngineSettings at(final InetAddress host, final int port) {
    return new EngineSettings("a", new InetSocketAddress(host, port), List.of(), null);
  }

  @Test
  void shouldCarryMessagesBothWays() throws Exception {
    try (TestEngine a = TestEngine.plain("a"); TestEngine b = TestEngine.plain("b", a)) {
      a.reaches(b, "one");
      b.reaches(a, "two");
    }
  }

  @Test
  void shouldHearOfThirdFromCommonPeer() throws Exception {
    try (TestEngine a = TestEngine.plain("a");
        TestEngine b = TestEngine.plain("b", a);
        TestEngine c = TestEngine.plain("c", a)) {
      b.reaches(c, "one");
      c.reaches(b, "two");
    }
  }

  /** Each thread that reads has much to answer before it comes to the answers of the other. */
  @Test
  void shouldReadOnWhileBothAnswerMoreThanTheNetworkHolds() throws Exception {
    try (TestEngine a = TestEngine.plain("a"); TestEngine b = TestEngine.plain("b", a)) {
      a.reaches(b, "one");
      b.reaches(a, "two");
      final byte[] question = new byte[TestEngine.QUESTION_BYTES];
      for (int i = 0; i < 1_000; i++) {
        a.engine.send("b", question);
        b.engine.send("a", question);
      }
      a.answers.countDown();
      b.answers.countDown();
      a.reaches(b, "three");
      b.reaches(a, "four");
    }
  }

  @Test
  void shouldFindPeersThatStartLater() throws Exception {
    final int port;
    try (TestEngine gone = TestEngine.plain("a")) {
      port = gone.port();
    }
    final EngineSettings early =
        new EngineSettings("b", new InetSocketAddress(LOOPBACK, 0), List.of("127.0.0.1:" + port), null);
    try (JGroupsEngine b = JGroupsEngine.open(early, refusal -> {})) {
      b.start(new Deaf());
      try (TestEngine a = new TestEngine("a", port, null)) {
        a.awaitHint("+b");
      }
    }
  }

  @Test
  void shouldTellThatMemberLeft() throws Exception {
    try (TestEngine a = TestEngine.plain("a")) {
      try (TestEngine b = TestEngine.plain("b", a)) {
        a.awaitHint("+b");
        assertNotNull(b);
      }
      a.awaitHint("-b");
      assertFalse(a.engine.send("b", new byte[1]));
    }
  }

  @Test
  void shouldTalkToMemberThatRestartsUnderItsName() throws Exception {
    try (TestEngine a = TestEngine.plain("a")) {
      final int port;
      try (TestEngine b = TestEngine.plain("b", a)) {
        a.reaches(b, "one");
        port = b.port();
      }
      try (TestEngine again = new TestEngine("b", port, null, a)) {
        a.reaches(again, "two");
        again.reaches(a, "three");
      }
    }
  }

  @Test
  void shouldTalkToMemberThatRestartsElsewhere() throws Exception {
    try (TestEngine a = TestEngine.plain("a")) {
      try (TestEngine b = TestEngine.plain("b", a)) {
        a.reaches(b, "one");
      }
      try (TestEngine again = TestEngine.plain("b", a)) {
        a.reaches(again, "two");
        again.reaches(a, "three");
      }
    }
  }

  @Test
  void shouldFindItselfAmongItsPeers() throws Exception {
    try (TestEngine a = TestEngine.plain("a")) {
      final EngineSettings settings =
          new EngineSettings(
              "b", new InetSocketAddress(LOOPBACK, 0), List.of("localhost:" + a.port(), "127.0.0.1:" + a.port()), null);
      try (JGroupsEngine b = JGroupsEngine.open(settings, refusal -> {})) {
        b.start(new Deaf());
        a.awaitHint("+b");
      }
      a.awaitHint("-b");
    }
  }

  @Test
  void shouldRefuseSecondOfName() throws Exception {
    try (TestEngine a = TestEngine.plain("a")) {
      a.engine.joined();
      try (TestEngine namesake = TestEngine.plain("a", a)) {
        final EngineException refusal = namesake.refusals.poll(20, TimeUnit.SECONDS);
        assertNotNull(refusal);
        assertEquals(Reason.NAME_TAKEN, refusal.reason());
        assertTrue(a.refusals.isEmpty());
      }
    }
  }

  @Test
  void shouldRefuseAddressInUse() {
    try (TestEngine a = TestEngine.plain("a")) {
      final EngineException refusal =
          assertThrows(EngineException.class, () -> JGroupsEngine.open(at(LOOPBACK, a.port()), e -> {}));
      assertEquals(Reason.ADDRESS, refusal.reason());
      assertTrue(refusal.getMessage().contains(":" + a.port()), refusal.getMessage());
    }
  }

  @Test
  void shouldRefuseToBeReachedWithoutTls() {
    final EngineException refusal =
        assertThrows(EngineException.class, () -> JGroupsEngine.open(at(ip(192, 0, 2, 1), 7800), e -> {}));
    assertEquals(Reason.UNPROTECTED, refusal.reason());
  }

  @Test
  void shouldRefuseAddressThatTellsOthersNothing() {
    final EngineException refusal =
        assertThrows(EngineException.class, () -> JGroupsEngine.open(at(ip(0, 0, 0, 0), 7800), e -> {}));
    assertEquals(Reason.ADDRESS, refusal.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", ":7800", "host:0", "host:65536", "host:x", "::1:7800"})
  void shouldRefuseMalformedPeer(final String peer) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new EngineSettings("a", new InetSocketAddress(LOOPBACK, 0), List.of(peer), null));
  }

  @Test
  void shouldCarryLongMessageAndRefuseLonger() throws Exception {
    try (TestEngine a = TestEngine.plain("a"); TestEngine b = TestEngine.plain("b", a)) {
      a.reaches(b, "ready");
      assertFalse(a.engine.send("b", new byte[Frames.MAX_MESSAGE + 1]));
      assertTrue(a.engine.send("b", new byte[Frames.MAX_MESSAGE]));
      b.awaitMessage("a " + Frames.MAX_MESSAGE);
    }
  }

  @Test
  void shouldRefuseToSendToStrangerAndAfterClose() throws Exception {
    try (TestEngine a = TestEngine.plain("a"); TestEngine b = TestEngine.plain("b", a)) {
      a.reaches(b, "ready");
      assertFalse(a.engine.send("nobody", new byte[1]));
      a.engine.close();
      assertFalse(a.engine.send("b", new byte[1]));
    }
  }

  @Test
  void shouldLeaveNoThreadBehind() throws Exception {
    try (TestEngine a = TestEngine.plain("leaver-a"); TestEngine b = TestEngine.plain("leaver-b", a)) {
      a.reaches(b, "one");
    }
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().contains("leaver-") && thread.isAlive())
            .toList());
  }

  /** Hears nothing. */
  static final class Deaf implements Engine.Listener {
    @Override
    public void received(final String member, final byte[] message) {}

    @Override
    public void hint(final String member, final boolean lives) {}
  }
}
