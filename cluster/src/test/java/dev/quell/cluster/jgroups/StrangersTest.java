package dev.quell.cluster.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.cluster.TestStores;
import dev.quell.cluster.engine.EngineException;
import dev.quell.cluster.engine.EngineException.Reason;
import dev.quell.cluster.jgroups.Frames.Hello;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is no member does no harm. */
class StrangersTest {
  @TempDir private static Path directory;
  private static Path ours;
  private static Path theirs;

  @BeforeAll
  static void makeKeys() throws Exception {
    ours = TestStores.make(directory, "ours");
    theirs = TestStores.make(directory, "theirs");
  }

  private static SSLContext context(final Path keys, final Path trusted) {
    return Tls.context(keys, TestStores.trustOf(trusted), TestStores.PASSWORD);
  }

  @Test
  void shouldCarryMessagesOverTls() throws Exception {
    final SSLContext tls = context(ours, ours);
    try (TestEngine a = new TestEngine("a", 0, tls); TestEngine b = new TestEngine("b", 0, tls, a)) {
      a.reaches(b, "one");
      b.reaches(a, "two");
    }
  }

  @Test
  void shouldNotTalkToHolderOfAnotherCertificate() throws Exception {
    final SSLContext tls = context(ours, ours);
    try (TestEngine a = new TestEngine("a", 0, tls);
        TestEngine stranger = new TestEngine("stranger", 0, context(theirs, ours), a);
        TestEngine b = new TestEngine("b", 0, tls, a)) {
      a.reaches(b, "one");
      assertEquals(false, stranger.engine.send("a", new byte[1]));
      assertEquals(false, a.engine.send("stranger", new byte[1]));
      a.assertNothingReceived();
    }
  }

  @Test
  void shouldNotTalkPlainlyWhereTlsIsSpoken() throws Exception {
    final SSLContext tls = context(ours, ours);
    try (TestEngine a = new TestEngine("a", 0, tls);
        TestEngine plain = TestEngine.plain("plain", a);
        TestEngine b = new TestEngine("b", 0, tls, a)) {
      Raw.assertHungUp(a, Raw.opening(1, Frames.PING_FRAME));
      a.reaches(b, "one");
      assertEquals(false, plain.engine.send("a", new byte[1]));
      a.assertNothingReceived();
    }
  }

  @Test
  void shouldHangUpOnHostileBytes() throws Exception {
    final Random random = new Random(5);
    try (TestEngine a = TestEngine.plain("a"); TestEngine b = TestEngine.plain("b", a)) {
      a.reaches(b, "before");
      for (int i = 0; i < 20; i++) {
        final byte[] noise = new byte[15 + random.nextInt(200)];
        random.nextBytes(noise);
        Raw.assertHungUp(a, noise);
        Raw.assertHungUp(a, Raw.opening(noise.length, noise));
      }
      Raw.assertHungUp(a, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Raw.assertHungUp(a, Raw.opening(Integer.MAX_VALUE, new byte[0]));
      Raw.assertHungUp(a, Raw.opening(-7, new byte[0]));
      Raw.assertHungUp(a, Raw.opening(0, new byte[0]));
      a.reaches(b, "after");
      b.reaches(a, "after");
    }
  }

  @Test
  void shouldHangUpOnOtherVersion() throws Exception {
    final byte[] hello = Frames.hello(new Hello(UUID.randomUUID(), "old", true));
    hello[6] = 77;
    try (TestEngine a = TestEngine.plain("a"); TestEngine b = TestEngine.plain("b", a)) {
      Raw.assertHungUp(a, Raw.opening(hello.length, hello));
      a.reaches(b, "after");
    }
  }

  @Test
  void shouldHangUpOnMessageWithoutHello() throws Exception {
    final byte[] data = Frames.data(new byte[] {1, 2, 3});
    try (TestEngine a = TestEngine.plain("a"); TestEngine b = TestEngine.plain("b", a)) {
      Raw.assertHungUp(a, Raw.opening(data.length, data));
      a.reaches(b, "after");
      a.assertNothingReceived();
    }
  }

  @Test
  void shouldAcceptMembersWhileStrangersConnectAndSayNothing() throws Exception {
    final List<Socket> silent = new ArrayList<>();
    try (TestEngine a = TestEngine.plain("a")) {
      for (int i = 0; i < 5; i++) {
        silent.add(Raw.connect(a));
      }
      try (TestEngine b = TestEngine.plain("b", a)) {
        b.reaches(a, "one");
      }
    } finally {
      for (final Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void shouldNeverBlockOnMemberThatStopsReading() throws Exception {
    final byte[] hello = Frames.hello(new Hello(UUID.randomUUID(), "stuck", true));
    try (TestEngine a = TestEngine.plain("a"); Socket stuck = Raw.connect(a); TestEngine b = TestEngine.plain("b", a)) {
      stuck.getOutputStream().write(Raw.opening(hello.length, hello));
      a.awaitHint("+stuck");
      final byte[] message = new byte[1 << 20];
      int sent = 0;
      while (a.engine.send("stuck", message)) {
        sent++;
      }
      assertTrue(sent > 0);
      a.reaches(b, "meanwhile");
      a.awaitHint("-stuck");
    }
  }

  @Test
  void shouldRefuseStoresOfNoUse() throws Exception {
    final Path empty = Files.write(directory.resolve("empty"), new byte[0]);
    final Path missing = directory.resolve("missing");
    final char[] wrong = "wrong".toCharArray();
    for (final EngineException refusal : List.of(
        assertThrows(EngineException.class, () -> Tls.context(empty, TestStores.trustOf(ours), TestStores.PASSWORD)),
        assertThrows(EngineException.class, () -> Tls.context(missing, TestStores.trustOf(ours), TestStores.PASSWORD)),
        assertThrows(EngineException.class, () -> Tls.context(ours, TestStores.trustOf(ours), wrong)),
        assertThrows(
            EngineException.class, () -> Tls.context(ours, ours, TestStores.PASSWORD)), // a key is no trusted one
        assertThrows(
            EngineException.class,
            () -> Tls.context(TestStores.trustOf(ours), TestStores.trustOf(ours), TestStores.PASSWORD)))) {
      assertEquals(Reason.TLS, refusal.reason());
    }
  }
}
