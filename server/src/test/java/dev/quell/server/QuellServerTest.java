package dev.quell.server;

import static dev.quell.server.TestServer.await;
import static dev.quell.server.TestServer.codeOf;
import static dev.quell.server.TestServer.fill;
import static dev.quell.server.TestServer.orders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuellServerTest {
  @TempDir Path directory;

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).collect(Collectors.toSet());
  }

  @Test
  void shouldLeaveNoThread() throws Exception {
    final Set<Thread> before = threads();
    try (TestServer server = TestServer.withUsers()) {
      server.admin(server.login("root", "admin"), "{serverStatus: 1}");
    }

    await(() -> threads().stream().noneMatch(thread -> !before.contains(thread)
        && (thread.getName().startsWith("quell") || thread.getName().contains("mvstore")
            || thread.getName().startsWith("MVStore"))));
  }

  @Test
  void shouldKeepDataAndUsers() throws Exception {
    try (TestServer server = TestServer.with(options -> options.data(directory))) {
      fill(server.client(), 100);
      server.admin(server.client(), "{createUser: 'root', pwd: 'secret', roles: ['root']}");
    }

    try (TestServer server = TestServer.with(options -> options.data(directory).auth(true))) {
      assertEquals(100, orders(server.login("root", "admin")).countDocuments());
      assertEquals(13, codeOf(() -> orders(server.client()).countDocuments()));
    }
  }

  @Test
  void shouldCloseTwice() throws Exception {
    final QuellServer server = new QuellServer(ServerOptions.builder().port(0).build()).start();

    server.close();
    server.close();

    assertThrows(IllegalStateException.class, server::start);
  }

  @Test
  void shouldCloseBeforeItIsStarted() {
    final QuellServer server = new QuellServer(ServerOptions.builder().port(0).build());

    server.close();

    assertThrows(IllegalStateException.class, server::start);
  }

  @Test
  void shouldNotStartTwice() throws Exception {
    try (QuellServer server = new QuellServer(ServerOptions.builder().port(0).build()).start()) {
      assertThrows(IllegalStateException.class, server::start);
    }
  }

  @Test
  void shouldGiveBackTheDataIfThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      final ServerOptions options = ServerOptions.builder().port(taken.getLocalPort()).data(directory).build();

      assertThrows(StartException.class, () -> new QuellServer(options).start());
    }

    try (QuellServer server =
        new QuellServer(ServerOptions.builder().port(0).data(directory).build()).start()) {
      assertTrue(server.port() > 0);
    }
  }

  @Test
  void shouldRefuseAHostThatIsNone() {
    final ServerOptions options = ServerOptions.builder().host("no.such.host.invalid").port(0).build();

    final String message = assertThrows(StartException.class, () -> new QuellServer(options).start()).getMessage();

    assertTrue(message.contains("no.such.host.invalid"), message);
  }

  @Test
  void shouldTellWhatRunsThatItShutsDown() throws Exception {
    try (TestServer server = TestServer.open()) {
      final MongoClient client = server.client();
      final CompletableFuture<Integer> sleeping =
          CompletableFuture.supplyAsync(() -> codeOf(() -> server.admin(client, "{sleep: 1, secs: 600}")));
      server.awaitRunning("sleep", 1);

      server.server.close();

      assertTrue(List.of(11600, -2, -3, -4).contains(sleeping.get(60, TimeUnit.SECONDS)), sleeping::toString);
    }
  }
}
