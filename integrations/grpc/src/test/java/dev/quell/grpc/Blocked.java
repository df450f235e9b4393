package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A handler that blocks in its operation, and what became of it. */
final class Blocked {
  final CompletableFuture<Operation> started = new CompletableFuture<>();
  final CompletableFuture<Throwable> ended = new CompletableFuture<>();
  final CompletableFuture<Throwable> contextCancelled = new CompletableFuture<>();

  void block(final String request, final StreamObserver<String> observer) {
    final Operation op = KillInterceptor.OPERATION.get();
    Context.current().addListener(c -> contextCancelled.complete(c.cancellationCause()), Runnable::run);
    started.complete(op);
    try {
      op.sleep(Duration.ofSeconds(60));
    } catch (final RuntimeException e) {
      ended.complete(e);
      throw e;
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Operation started() throws Exception {
    return started.get(60, TimeUnit.SECONDS);
  }

  /** Why it ended. */
  KillCause cause() throws Exception {
    return assertInstanceOf(OperationKilledException.class, ended.get(60, TimeUnit.SECONDS)).killCause();
  }
}
