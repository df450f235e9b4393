package dev.quell.examples;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
import dev.quell.Owner;
import dev.quell.Role;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A host with an event loop: an operation begins on it, ends on another thread, and no thread waits in between. */
public final class AsyncHost implements AutoCloseable {
  private final KillCore core = KillCore.create();
  private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));
  private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "worker"));

  /** What the host keeps of a client from login on. */
  private static final class Client {
    private final Owner owner;
    private final UUID lsid = UUID.randomUUID();
    private final Labels labels;
    private volatile Runnable onDisconnect = () -> {};

    Client(final String user, final String role, final String app) {
      owner = Owner.of(user, "shop", Role.of(role, "shop"));
      labels = Labels.of("app", app);
    }
  }

  /** Begins an operation on the event loop. It ends where the backend answers, or on the worker if it is killed. */
  private CompletableFuture<String> handle(final Client client, final CompletableFuture<String> backend) {
    final Operation op = core.session(client.lsid, client.owner, client.labels).begin("GET /orders");
    final OperationRef ref = op.ref();
    client.onDisconnect = () -> ref.kill(KillCode.CLIENT_DISCONNECT, "", ""); // this run or nothing
    op.onKill(cause -> backend.completeExceptionally(new OperationKilledException(cause)), worker);
    final String begun = Thread.currentThread().getName();
    return backend.handle((orders, failure) -> {
      op.close();
      final String answer = failure == null ? orders : failure.getMessage();
      return answer + ", begun on " + begun + " and ended on " + Thread.currentThread().getName();
    });
  }

  /** Nobody waits for the victims: what depends on the stage runs once the last has ended. */
  private CompletionStage<String> kill(final KillPattern pattern) {
    return core.kill(KillRequest.of(pattern).reason("too slow").by("dave"))
        .whenStopped()
        .thenApply(KillReport::operationsKilled)
        .thenApply(count -> count + " operation has ended");
  }

  @Override
  public void close() {
    core.close(); // kills what still runs
    loop.shutdown();
    worker.shutdown();
  }

  // ---- the network: requests arrive on the event loop, one after another

  private CompletableFuture<String> receive(final Client client, final CompletableFuture<String> backend) {
    return CompletableFuture.completedFuture(client).thenComposeAsync(from -> handle(from, backend), loop);
  }

  private String receiveKill(final KillPattern pattern) {
    return CompletableFuture.completedFuture(pattern).thenComposeAsync(this::kill, loop).join();
  }

  public static void main(final String[] args) {
    final Client alice = new Client("alice", "clerk", "web");
    final Client bob = new Client("bob", "auditor", "web");
    final Client carol = new Client("carol", "clerk", "cron");
    final Client erin = new Client("erin", "clerk", "web");
    final Client frank = new Client("frank", "clerk", "web");
    try (AsyncHost host = new AsyncHost()) {
      final CompletableFuture<String> backendOfFrank = new CompletableFuture<>(); // the others are never answered
      final CompletableFuture<String> ofAlice = host.receive(alice, new CompletableFuture<>());
      final CompletableFuture<String> ofBob = host.receive(bob, new CompletableFuture<>());
      final CompletableFuture<String> ofCarol = host.receive(carol, new CompletableFuture<>());
      final CompletableFuture<String> ofErin = host.receive(erin, new CompletableFuture<>());
      final CompletableFuture<String> ofFrank = host.receive(frank, backendOfFrank);

      System.out.println("kill owner alice: " + host.receiveKill(KillPattern.owner(alice.owner.uid())));
      System.out.println("  alice sees " + ofAlice.join());
      System.out.println("kill role auditor: " + host.receiveKill(KillPattern.roles(Role.of("auditor", "shop"))));
      System.out.println("  bob sees " + ofBob.join());
      System.out.println("kill app cron: " + host.receiveKill(KillPattern.label("app", "cron")));
      System.out.println("  carol sees " + ofCarol.join());
      erin.onDisconnect.run();
      System.out.println("erin disconnects: " + ofErin.join());
      host.worker.execute(() -> backendOfFrank.complete("12 orders"));
      System.out.println("frank sees " + ofFrank.join());
    }
  }
}
