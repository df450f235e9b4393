package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationRef;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What interceptors, executors and handlers of the host do wrong, or slowly. */
class FailingHostTest extends PlayedCall {
  private final Context.CancellableContext grpcs = Context.current().withCancellation();
  private final List<Operation> op = new ArrayList<>();

  /** Starts a call in a context that the test cancels as gRPC does. */
  private ServerCall.Listener<String> startIn(final ServerCall.Listener<String> handler) {
    final Context previous = grpcs.attach();
    try {
      return start((itsCall, headers) -> {
        op.add(KillInterceptor.OPERATION.get());
        return handler;
      });
    } finally {
      grpcs.detach(previous);
    }
  }

  private int code() {
    return op.get(0).killCause().orElseThrow().code();
  }

  @Test
  void shouldEndACallThatGrpcGivesUp() {
    startIn(new Handler());

    grpcs.cancel(null); // as after an interceptor that fails when this one has returned: nobody is called back

    assertEquals(List.of("close CANCELLED", "onCancel"), told);
    assertEquals(KillCode.INTERRUPTED, code());
    assertEquals(0, core.telemetry().operationsRunning());
  }

  @Test
  void shouldEndACallWhoseClientIsGoneIfGrpcDoesNotTell() {
    startIn(new Handler());

    grpcs.cancel(Status.CANCELLED.asRuntimeException()); // and the server's executor takes nothing more

    assertEquals(List.of("close CANCELLED", "onCancel"), told);
    assertEquals(KillCode.CLIENT_DISCONNECT, code());
    assertEquals(0, core.telemetry().operationsRunning());
  }

  @Test
  void shouldRefuseAHandlerWithoutAListener() {
    assertThrows(NullPointerException.class, () -> start((itsCall, headers) -> null));

    assertEquals(List.of(), told); // gRPC closes the call
  }

  @Test
  void shouldCancelACallThatAnotherInterceptorHasClosed() {
    final IllegalStateException closed = new IllegalStateException("call already closed");
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final KillCore other = KillCore.builder().errorHandler(errors::add).build();
    final KillInterceptor its = KillInterceptor.builder(other).executor(Runnable::run).build();
    atClose = () -> {
      throw closed;
    };
    final List<Context> context = new ArrayList<>();
    its.interceptCall(call, new Metadata(), (itsCall, headers) -> {
      context.add(Context.current());
      return new Handler();
    });

    other.operations().forEach(info -> other.killOperation(info.id(), KillCode.INTERRUPTED, "", ""));

    assertEquals(List.of("onCancel"), told);
    assertTrue(context.get(0).isCancelled());
    assertEquals(List.of(closed), errors);
    assertEquals(0, other.telemetry().operationsRunning());
    other.close();
  }

  @Test
  void shouldNotCloseACallThatGrpcClosesForItsFailedHandler() {
    final IllegalStateException own = new IllegalStateException("own");
    final ServerCall.Listener<String> listener = startIn(new Handler() {
      @Override
      public void onHalfClose() {
        throw own;
      }
    });

    assertSame(own, assertThrows(IllegalStateException.class, listener::onHalfClose));
    op.get(0).kill(KillCode.INTERRUPTED, "", "");

    assertEquals(List.of("onCancel"), told);
  }

  @Test
  void shouldHoldBackTheHandlersFailureWhileTheKillCloses() throws Exception {
    final CountDownLatch closes = new CountDownLatch(1);
    final CountDownLatch mayClose = new CountDownLatch(1);
    atClose = () -> {
      closes.countDown();
      RunningServer.await(mayClose);
    };
    final ServerCall.Listener<String> listener = startIn(new Handler() {
      @Override
      public void onHalfClose() {
        throw new IllegalStateException("own");
      }
    });
    final OperationRef run = op.get(0).ref();
    final Thread killer = new Thread(() -> run.kill(KillCode.INTERRUPTED, "", ""));
    killer.start();
    RunningServer.await(closes);
    final Thread handler = new Thread(() -> {
      assertThrows(IllegalStateException.class, listener::onHalfClose);
      told.add("grpc closes");
    });
    handler.start();
    while (handler.getState() != Thread.State.BLOCKED && handler.isAlive()) {
      Thread.onSpinWait();
    }

    mayClose.countDown();
    killer.join();
    handler.join();

    assertTrue(told.indexOf("close CANCELLED") < told.indexOf("grpc closes"), told::toString);
  }

  @Test
  void shouldPassOnAFailureWhoseCausesGoRound() {
    final IllegalStateException one = new IllegalStateException("one");
    one.initCause(new IllegalStateException("two", one));
    final ServerCall.Listener<String> listener = startIn(new Handler() {
      @Override
      public void onHalfClose() {
        op.get(0).kill(KillCode.INTERRUPTED, "", "");
        throw one;
      }
    });

    assertSame(one, assertThrows(IllegalStateException.class, listener::onHalfClose));
  }

  @Test
  void shouldAnswerAllClientsWhileAHandlerBlocks() throws Exception {
    final CountDownLatch release = new CountDownLatch(1);
    final KillInterceptor its = KillInterceptor.builder(core).build();
    final CompletableFuture<Boolean> cancelledFirst = new CompletableFuture<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 2; i++) {
      its.interceptCall(call, new Metadata(), (itsCall, headers) -> new Handler() {
        @Override
        public void onCancel() {
          cancelledFirst.complete(Context.current().isCancelled());
          threads.add(Thread.currentThread());
          RunningServer.await(release);
        }
      });
    }

    core.operations().forEach(info -> core.killOperation(info.id(), KillCode.INTERRUPTED, "", ""));

    assertEquals(List.of("close CANCELLED", "close CANCELLED"), told);
    assertTrue(cancelledFirst.get(60, TimeUnit.SECONDS));
    release.countDown();
    awaitNoOperation();
    assertFalse(threads.contains(Thread.currentThread()));
  }

  @Test
  void shouldCancelWhatTheExecutorRefuses() {
    final KillCore other = KillCore.builder().errorHandler(e -> told.add(String.valueOf(e.getMessage()))).build();
    final KillInterceptor its =
        KillInterceptor.builder(other)
            .executor(task -> {
              throw new RejectedExecutionException("full");
            })
            .build();
    its.interceptCall(call, new Metadata(), (itsCall, headers) -> new Handler());

    other.operations().forEach(info -> other.killOperation(info.id(), KillCode.INTERRUPTED, "", ""));

    awaitNoOperation(other);
    assertTrue(told.containsAll(List.of("close CANCELLED", "full", "onCancel")), told::toString);
    other.close();
  }

  @Test
  void shouldRefuseWhatAClientSendsWrong() {
    final KillInterceptor sessions =
        KillInterceptor.builder(core)
            .session((itsCall, headers) -> core.session(UUID.fromString(itsCall.toString()), RunningServer.ANN))
            .build();
    final KillInterceptor labels =
        KillInterceptor.builder(core).labels((itsCall, headers) -> Labels.of("", "x")).build();
    final KillInterceptor missing =
        KillInterceptor.builder(core)
            .labels((itsCall, headers) -> {
              throw Status.UNAUTHENTICATED.asRuntimeException();
            })
            .build();

    sessions.interceptCall(call, new Metadata(), (itsCall, headers) -> new Handler());
    labels.interceptCall(call, new Metadata(), (itsCall, headers) -> new Handler());
    missing.interceptCall(call, new Metadata(), (itsCall, headers) -> new Handler());

    assertEquals(List.of("close INVALID_ARGUMENT", "close INVALID_ARGUMENT", "close UNAUTHENTICATED"), told);
  }

  private void awaitNoOperation() {
    awaitNoOperation(core);
  }

  private static void awaitNoOperation(final KillCore core) {
    final long start = System.nanoTime();
    while (core.telemetry().operationsRunning() > 0) {
      assertTrue(System.nanoTime() - start < RunningServer.LONG.toNanos(), "an operation does not end");
      Thread.onSpinWait();
    }
  }
}
