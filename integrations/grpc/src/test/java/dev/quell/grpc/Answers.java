package dev.quell.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a client got. */
final class Answers implements ClientResponseObserver<String, String> {
  final List<String> messages = new CopyOnWriteArrayList<>();
  final CompletableFuture<String> first = new CompletableFuture<>();
  final AtomicInteger ends = new AtomicInteger();
  volatile ClientCallStreamObserver<String> call;
  boolean reads = true;
  /** Null for an end without an error. */
  private final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();

  @Override
  public void beforeStart(final ClientCallStreamObserver<String> stream) {
    call = stream;
    if (!reads) {
      stream.disableAutoRequestWithInitial(0);
    }
  }

  @Override
  public void onNext(final String message) {
    messages.add(message);
    first.complete(message);
  }

  @Override
  public void onError(final Throwable e) {
    ends.incrementAndGet();
    end.complete((StatusRuntimeException) e);
  }

  @Override
  public void onCompleted() {
    ends.incrementAndGet();
    end.complete(null);
  }

  StatusRuntimeException end() throws Exception {
    return end.get(60, TimeUnit.SECONDS);
  }

  Status.Code code() throws Exception {
    final StatusRuntimeException e = end();
    return e == null ? Status.Code.OK : e.getStatus().getCode();
  }
}
