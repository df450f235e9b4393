package dev.quell.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillReport;
import dev.quell.OperationKilledException;
import dev.quell.samples.AsynchronousFrame.Client;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The asynchronous host of docs/library.md, as it stands there. */
final class AsynchronousHostTest {
  private AsynchronousFrame host;
  private Client client;
  private CompletableFuture<String> reply;

  @BeforeEach
  void receiveRequest() throws Exception {
    host = Compiled.newInstance(AsynchronousFrame.class, 0);
    client = new Client(host.alice);
    reply = host.handle(client, host.lsid);
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void shouldReply() {
    host.orders.complete("12 orders");
    assertEquals("12 orders", reply.join());
    assertEquals(0, host.session.info().operations());
    client.disconnect(); // too late
  }

  @Test
  void shouldFailTheReplyOfAClientThatHasGone() {
    client.disconnect();
    final CompletionException failure = assertThrows(CompletionException.class, reply::join);
    assertEquals(KillCode.CLIENT_DISCONNECT, ((OperationKilledException) failure.getCause()).code());
    assertEquals(0, host.session.info().operations());
  }

  @Test
  void shouldLogOut() {
    final KillReport report = host.logOut(client.owner()).toCompletableFuture().join();
    assertEquals(1, report.operationsKilled());
    assertEquals(0, report.pending());
    final CompletionException failure = assertThrows(CompletionException.class, reply::join); // just after the end
    assertTrue(failure.getCause() instanceof OperationKilledException, failure::toString);
  }
}
