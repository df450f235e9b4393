package dev.quell.cluster.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.cluster.TestStores;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that flood, say nothing, come again and again, or hold what they have. All the while members talk. */
class BadPeersTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int HELD = 60;
  private static final int RECONNECTS = 300;
  /** Twenty times as many as are taken in a tenth of a second. */
  private static final int FLOOD = 200_000;
  private static final int FLOOD_MILLIS = 1_800;
  private static final int LARGE = 200_000;
  private static final int PATIENCE_MILLIS = 20_000;

  @Test
  void shouldSlowDownPeerThatFloodsAndHearTheOthers() throws Exception {
    try (TestEngine a = TestEngine.plain("a"); Socket flood = Raw.connect(a); TestEngine b = TestEngine.plain("b", a)) {
      b.reaches(a, "before");
      Raw.send(flood, Raw.openingOf("flood"));
      a.awaitHint("+flood");
      final long began = System.nanoTime();
      final Thread flooder = new Thread(() -> flood(flood));
      flooder.start();
      a.reaches(b, "meanwhile");
      a.awaitMessage("flood end");
      final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      assertTrue(millis >= FLOOD_MILLIS, () -> "all was taken within " + millis + " ms");
      flooder.join();
      b.reaches(a, "after");
    }
  }

  private static void flood(final Socket socket) {
    try {
      final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      final DataOutputStream out = new DataOutputStream(bytes);
      for (int i = 0; i < FLOOD; i++) {
        write(out, "x");
      }
      write(out, "end");
      Raw.send(socket, bytes.toByteArray());
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(final DataOutputStream out, final String message) throws IOException {
    final byte[] frame = Frames.data(message.getBytes(StandardCharsets.UTF_8));
    out.writeInt(frame.length);
    out.write(frame);
  }

  /** Told sooner, the other side writes behind what the system does not take yet, and waits. */
  @Test
  void shouldTellThatALargeMessageHasBeenReadWhenItHas() throws Exception {
    try (TestEngine a = TestEngine.plain("a"); Socket slow = Raw.connect(a)) {
      Raw.send(slow, Raw.openingOf("slow"));
      a.awaitHint("+slow");
      final byte[] frame = Frames.data(new byte[LARGE]);
      final DataOutputStream out = new DataOutputStream(slow.getOutputStream());
      final DataInputStream in = new DataInputStream(slow.getInputStream());
      out.writeInt(frame.length);
      out.write(frame, 0, LARGE / 2);
      for (int pings = 0; pings < 2;) {
        final byte kind = kindOfNext(in);
        assertNotEquals(Frames.HEARD, kind, "a half is not read yet");
        pings += kind == Frames.PING ? 1 : 0;
      }
      out.write(frame, LARGE / 2, frame.length - LARGE / 2);
      while (kindOfNext(in) != Frames.HEARD) {
        // pings
      }
    }
  }

  private static byte kindOfNext(final DataInputStream in) throws IOException {
    final byte[] frame = new byte[in.readInt()];
    in.readFully(frame);
    return frame[0];
  }

  /** The system takes connections for it, and nothing comes of them: as of a process that stands still. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldGiveUpPeerThatTakesConnectionsAndSaysNothing(final boolean secure, @TempDir final Path directory)
      throws Exception {
    final SSLContext tls = secure ? context(directory) : null;
    try (ServerSocket silent = new ServerSocket(0, 50, LOOPBACK);
        TestEngine a = new TestEngine("a", 0, tls, List.of("127.0.0.1:" + silent.getLocalPort()));
        TestEngine b = new TestEngine("b", 0, tls, a)) {
      silent.setSoTimeout(PATIENCE_MILLIS);
      try (Socket first = silent.accept()) {
        first.setSoTimeout(PATIENCE_MILLIS);
        b.reaches(a, "meanwhile");
        a.reaches(b, "meanwhile");
        Raw.awaitHungUp(first);
      }
      try (Socket again = silent.accept()) {
        assertTrue(again.isConnected());
      }
      b.reaches(a, "after");
    }
  }

  private static SSLContext context(final Path directory) throws Exception {
    final Path keys = TestStores.make(directory, "ours");
    return Tls.context(keys, TestStores.trustOf(keys), TestStores.PASSWORD);
  }

  @Test
  void shouldKeepNothingOfPeerThatComesAgainAndAgain() throws Exception {
    try (TestEngine a = TestEngine.plain("stormed"); TestEngine b = TestEngine.plain("b", a)) {
      b.reaches(a, "before");
      for (int i = 0; i < RECONNECTS; i++) {
        try (Socket socket = Raw.connect(a)) {
          Raw.send(socket, Raw.openingOf("storm"));
        }
      }
      b.reaches(a, "after");
      try (TestEngine storm = TestEngine.plain("storm", a)) {
        storm.reaches(a, "calm");
        a.reaches(storm, "calm");
      }
      awaitFewThreads();
    }
  }

  private static void awaitFewThreads() {
    final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (threads() > 20) {
      assertTrue(System.nanoTime() - deadline < 0, () -> threads() + " threads");
      Thread.onSpinWait();
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("quell-cluster-stormed"))
        .count();
  }

  /** Nothing; too little; an opening without what it announces; half a frame. */
  @ParameterizedTest
  @ValueSource(ints = {0, 10, -1, -20})
  void shouldHangUpOnStrangersThatHoldTheirConnections(final int bytes) throws Exception {
    final byte[] opening = Raw.openingOf("stranger");
    final byte[] said = Arrays.copyOf(opening, bytes >= 0 ? bytes : opening.length + bytes);
    holdAndAwaitHungUp(null, said);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void shouldHangUpOnStrangersThatDoNotFinishTheHandshake(final int bytes, @TempDir final Path directory)
      throws Exception {
    final byte[] clientHello = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3};
    holdAndAwaitHungUp(context(directory), Arrays.copyOf(clientHello, bytes));
  }

  private static void holdAndAwaitHungUp(final SSLContext tls, final byte[] said) throws Exception {
    final List<Socket> held = new ArrayList<>();
    try (TestEngine a = new TestEngine("a", 0, tls); TestEngine b = new TestEngine("b", 0, tls, a)) {
      b.reaches(a, "before");
      for (int i = 0; i < HELD; i++) {
        held.add(Raw.connect(a));
        sendIfOpen(held.get(i), said);
      }
      a.reaches(b, "meanwhile");
      for (final Socket socket : held) {
        Raw.awaitHungUp(socket);
      }
      try (TestEngine c = new TestEngine("c", 0, tls, a)) {
        c.reaches(a, "after");
      }
    } finally {
      for (final Socket socket : held) {
        socket.close();
      }
    }
  }

  private static void sendIfOpen(final Socket socket, final byte[] bytes) {
    try {
      Raw.send(socket, bytes);
    } catch (final IOException e) {
      assertEquals(true, socket.isConnected()); // it was hung up on already
    }
  }

  /** All the addresses are looked for at once; none delays another. */
  @Test
  void shouldFindMemberAmongAddressesThatAnswerNothing() throws Exception {
    final List<ServerSocket> silent = new ArrayList<>();
    try (TestEngine b = TestEngine.plain("b")) {
      final List<String> peers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        final ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(LOOPBACK, 0), 1);
        silent.add(socket);
        peers.add("127.0.0.1:" + socket.getLocalPort());
      }
      peers.add("127.0.0.1:" + b.port());
      try (TestEngine a = new TestEngine("a", 0, null, peers)) {
        a.reaches(b, "one");
        b.reaches(a, "two");
      }
    } finally {
      for (final ServerSocket socket : silent) {
        socket.close();
      }
    }
  }
}
