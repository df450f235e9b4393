package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.server.wire.Frames;
import dev.quell.server.wire.WireLimits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetServerTest {
  private static final String PING = "{ping: 1, $db: 'd'}";

  @Test
  void shouldSayWhyItCannotListen() throws IOException {
    try (Rig rig = new Rig()) {
      final IOException refusal =
          assertThrows(IOException.class,
              () -> new Rig(options -> options.withAddress("127.0.0.1", rig.server.port())));
      assertTrue(refusal.getMessage().startsWith("cannot listen on 127.0.0.1:" + rig.server.port() + ": "));
    }
  }

  @Test
  void shouldSayThatThereIsNoSuchAddress() {
    assertThrows(IOException.class, () -> new Rig(options -> options.withAddress("no.such.host.invalid", 0)));
  }

  @Test
  void shouldKeepItsPortInMindAfterTheClose() throws IOException {
    final Rig rig = new Rig();
    final int port = rig.server.port();
    rig.close();
    assertEquals(port, rig.server.port());
  }

  @Test
  void shouldLetNobodyInAfterTheClose() throws IOException {
    final Rig rig = new Rig();
    rig.close();
    assertThrows(ConnectException.class, rig::client);
  }

  @Test
  void shouldGoOnServingWhenItNoLongerAccepts() throws IOException {
    try (Rig rig = new Rig(); RawClient client = rig.client()) {
      client.run(PING);
      rig.server.stopAccepting();
      assertEquals(1, client.run(PING).getDouble("ok").getValue());
      assertThrows(
          ConnectException.class,
          () -> {
            while (true) { // the port is given back when its loop looks at it the next time
              rig.client().close();
            }
          });
    }
  }

  @Test
  void shouldTellTheKilledWhyBeforeItCloses() throws Exception {
    final Rig rig = new Rig();
    try (RawClient client = rig.client()) {
      client.command(0, "{hold: 1, $db: 'd'}");
      rig.holding.acquire();
      rig.close();
      assertEquals(11600, client.read().code());
      client.awaitClosed();
    }
  }

  @Test
  void shouldCloseTwice() throws IOException {
    final Rig rig = new Rig();
    rig.close();
    rig.close();
    assertEquals(0, rig.server.stats().connections());
  }

  /** Clients in every state: idle, silent, in the middle of a message, at work, not reading. */
  @Test
  void shouldCloseWhateverClientsDo() throws Exception {
    final Set<Thread> before = Thread.getAllStackTraces().keySet();
    final Rig rig = new Rig();
    final List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      final RawClient client = rig.client();
      clients.add(client);
      switch (i % 5) {
        case 0 -> client.run(PING);
        case 1 -> client.send(new Frames().int32(1000).toBytes());
        case 2 -> client.command(0, "{hold: 1, $db: 'd'}");
        case 3 -> client.command(0, "{big: 12000000, $db: 'd'}");
        default -> client.send();
      }
    }
    rig.holding.acquire(10);
    while (rig.server.stats().bytesOut() < 10L * 12_000_000) {
      Thread.onSpinWait(); // else it is still at work on the replies, which is not what is asked here
    }
    assertTimeoutPreemptively(Duration.ofMinutes(2), rig::close, "waits for those who do not read");
    for (final RawClient client : clients) {
      client.awaitClosed();
      client.close();
    }
    final Set<String> left = Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive())
        .map(Thread::getName)
        .filter(name -> name.startsWith("quell-"))
        .collect(Collectors.toSet());
    assertEquals(Set.of(), left);
  }

  @Test
  void shouldInterruptACommandThatDoesNotPoll() throws Exception {
    final Rig rig = new Rig();
    try (RawClient client = rig.client()) {
      client.command(0, "{stubborn: 1, $db: 'd'}");
      rig.holding.acquire();
      rig.close();
      client.awaitClosed();
      assertEquals(List.of("interrupted"), rig.notes);
    }
  }

  @Test
  void shouldHaveDaemonsOnly() throws Exception {
    try (Rig rig = new Rig(options -> options.withPlatformWorkers(4)); RawClient client = rig.client()) {
      client.run(PING);
      client.run("{work: 1, $db: 'd'}");
      final List<Thread> ours = Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("quell-")).toList();
      assertFalse(ours.isEmpty());
      assertTrue(ours.stream().allMatch(Thread::isDaemon), ours.toString());
    }
  }

  private static Stream<Arguments> badOptions() {
    final NetOptions good = NetOptions.defaults();
    return Stream.<Executable>of(
        () -> good.withAddress("h", -1),
        () -> good.withAddress("h", 65_536),
        () -> good.withMaxConnections(0),
        () -> good.withPlatformWorkers(0),
        () -> good.withTimes(Duration.ZERO, Duration.ofSeconds(1)),
        () -> good.withTimes(Duration.ofSeconds(1), Duration.ofSeconds(-1)),
        () -> good.withLimits(new WireLimits(15, 1, 1, 1))).map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("badOptions")
  void shouldRefuseBadOptions(final Executable change) {
    assertThrows(IllegalArgumentException.class, change);
  }

  @Test
  void shouldNeedAHost() {
    assertThrows(NullPointerException.class, () -> NetOptions.defaults().withAddress(null, 1));
  }

  @Test
  void shouldSayWhichKeyItCannotRead() {
    final Path nowhere = Path.of("no-such-file");
    for (final TlsOptions tls : List.of(TlsOptions.pem(nowhere, nowhere, null), TlsOptions.pkcs12(nowhere, "x"))) {
      final IOException refusal =
          assertThrows(IOException.class, () -> new Rig(options -> options.withTls(tls)));
      assertTrue(refusal.getMessage().contains("no-such-file"), refusal.getMessage());
    }
  }

  @Test
  void shouldNotMindThoseWhoGoAtOnce() throws IOException {
    try (Rig rig = new Rig()) {
      for (int i = 0; i < 200; i++) {
        new Socket(InetAddress.getLoopbackAddress(), rig.server.port()).close();
      }
      try (RawClient client = rig.client()) {
        assertEquals(1, client.run(PING).getDouble("ok").getValue());
      }
    }
  }
}
