package dev.quell.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.quell.server.dispatch.VirtualThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a process of its own: what an operator sees. */
final class ServeProcessTest {
  @TempDir Path directory;

  @Test
  void shouldServeAndStopWithinFiveSecondsOfSigterm() throws Exception {
    try (ServerProcess server = new ServerProcess(directory, "--port", "0", "--enable-test-commands");
        MongoClient client = client(server.awaitPort())) {
      final CompletableFuture<Integer> busy = CompletableFuture.supplyAsync(() -> codeOfSleep(client));
      awaitSleep(client);

      assertTrue(server.terminate(5), "still there after five seconds");
      assertEquals(143, server.exitStatus()); // as that of any Java program

      busy.get(30, TimeUnit.SECONDS); // it ends, with 11600 or without a connection
      assertEquals("", server.rest());
      assertTrue(server.errors().contains("quell-server stops"), server.errors());
      assertTrue(server.errors().contains("quell-server has stopped"), server.errors());
      assertFalse(server.errors().contains("WARN"), server.errors());
      assertFalse(server.errors().contains("Exception"), server.errors());
    }
  }

  private static int codeOfSleep(final MongoClient client) {
    return assertThrows(MongoException.class,
        () -> client.getDatabase("admin").runCommand(new Document("sleep", 1).append("secs", 600))).getCode();
  }

  private static void awaitSleep(final MongoClient client) {
    final Document listing = new Document("$currentOp", new Document("allUsers", true));
    while (client.getDatabase("admin").aggregate(java.util.List.of(listing)).into(new java.util.ArrayList<>()).stream()
        .noneMatch(op -> op.get("command", new Document()).containsKey("sleep"))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldLogWhoWasNotLetIn() throws Exception {
    try (ServerProcess server = new ServerProcess(directory, "--port", "0", "--auth")) {
      final int port = server.awaitPort();
      try (MongoClient client = MongoClients.create(
          "mongodb://mallory:wrong@127.0.0.1:" + port + "/?authSource=app&serverSelectionTimeoutMS=5000")) {
        assertThrows(MongoException.class, () -> client.getDatabase("app").runCommand(new Document("ping", 1)));
      }
      assertTrue(server.terminate(5), "still there after five seconds");
      assertTrue(
          server.errors().lines().anyMatch(line -> line.matches(
              ".*login by mallory@app at 127\\.0\\.0\\.1:\\d+ was refused: Authentication failed\\.")),
          server.errors());
    }
  }

  @Test
  void shouldSayWhatItDoesWithoutVirtualThreads() throws Exception {
    try (ServerProcess server = new ServerProcess(directory, "--port", "0", "--workers", "0")) {
      server.awaitPort();
      assertTrue(server.terminate(5), "still there after five seconds");
      assertEquals(
          !VirtualThreads.available(), server.errors().contains("has no virtual threads: 256 worker threads"),
          server.errors());
    }
  }

  @Test
  void shouldSayInTwoLinesWhatIsWrongAndWhereHelpIs() throws Exception {
    try (ServerProcess server = new ServerProcess(directory, "--session-timeout-minutes", "0")) {
      assertEquals(2, server.exitStatus());
      assertEquals(
          List.of(
              "quell-server: --session-timeout-minutes must be from 1 to 1051200 minutes, but is 0",
              "Try 'java -jar quell-server.jar serve --help'."),
          server.errors().lines().toList());
    }
  }

  @Test
  void shouldStopByCommandWithStatusZero() throws Exception {
    try (ServerProcess server = new ServerProcess(directory, "serve", "--port", "0");
        MongoClient client = client(server.awaitPort())) {
      try {
        client.getDatabase("admin").runCommand(new Document("shutdown", 1));
      } catch (final MongoException e) {
        // the connection may go before the reply
      }

      assertEquals(0, server.exitStatus());
    }
  }

  @Test
  void shouldSayInOneLineThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerProcess server = new ServerProcess(directory, "--port", String.valueOf(taken.getLocalPort()))) {
      assertRefused(server, "127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void shouldSayInOneLineThatTheDataBelongToAnother() throws Exception {
    final String data = directory.resolve("data").toString();
    try (ServerProcess first = new ServerProcess(directory, "--port", "0", "--data", data)) {
      first.awaitPort();
      try (ServerProcess second = new ServerProcess(directory, "--port", "0", "--data", data)) {
        assertRefused(second, data);
      }
    }
  }

  @Test
  void shouldSayInOneLineThatTheCertificateIsNone() throws Exception {
    final String none = java.nio.file.Files.writeString(directory.resolve("none.pem"), "nothing").toString();
    try (ServerProcess server =
        new ServerProcess(directory, "--port", "0", "--tls-cert", none, "--tls-key", none)) {
      assertRefused(server, none);
    }
  }

  private static void assertRefused(final ServerProcess server, final String what)
      throws IOException, InterruptedException {
    assertEquals(1, server.exitStatus());
    assertEquals("", server.rest());
    final String errors = server.errors();
    assertTrue(errors.startsWith("quell-server: ") && errors.contains(what), errors);
    assertEquals(1, errors.lines().count(), errors);
  }

  private static MongoClient client(final int port) {
    return MongoClients.create("mongodb://127.0.0.1:" + port + "/?retryReads=false&serverSelectionTimeoutMS=5000");
  }
}
