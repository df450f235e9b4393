package dev.quell.samples;

import dev.quell.KillReport;
import dev.quell.Owner;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the asynchronous host of docs/library.md presumes and declares. */
abstract class AsynchronousFrame extends LibraryFrame {
  final CompletableFuture<String> orders = new CompletableFuture<>();

  static final class Client {
    private final Owner owner;
    private Runnable disconnect = () -> {};

    Client(final Owner owner) {
      this.owner = owner;
    }

    Owner owner() {
      return owner;
    }

    void onDisconnect(final Runnable handler) {
      disconnect = handler;
    }

    void disconnect() {
      disconnect.run();
    }
  }

  CompletableFuture<String> fetchOrders() {
    return orders;
  }

  abstract CompletableFuture<String> handle(Client client, UUID lsid);

  abstract CompletionStage<KillReport> logOut(Owner owner);
}
