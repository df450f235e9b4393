package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a real server does at times only: with a call whose transport the test plays. */
class KillInterceptorTest extends PlayedCall {

  @Test
  void shouldEndWithAHandlerThatDoesNotStart() {
    final IllegalStateException own = new IllegalStateException("own");

    assertSame(own, assertThrows(IllegalStateException.class, () -> start((itsCall, headers) -> {
      throw own;
    })));
    assertEquals(List.of(), told); // gRPC closes the call
  }

  @Test
  void shouldCloseACallWhoseHandlerFindsOutBeforeTheCallback() {
    final KillCore late = KillCore.builder().callbackExecutor(task -> {}).build(); // it never comes
    final KillInterceptor its = KillInterceptor.builder(late).executor(task -> {}).build();
    final ServerCall.Listener<String> listener =
        its.interceptCall(call, new Metadata(), (itsCall, headers) -> new Handler() {
          @Override
          public void onHalfClose() {
            final Operation op = KillInterceptor.OPERATION.get();
            op.kill(KillCode.INTERRUPTED, "", "");
            op.check();
          }
        });

    listener.onHalfClose();

    assertEquals(List.of("close CANCELLED", "onCancel"), told);
    assertEquals(0, late.telemetry().operationsRunning());
    late.close();
  }

  @Test
  void shouldCancelTheCallIfTheHostCancelsItsContext() {
    final Context.CancellableContext hosts = Context.current().withCancellation();
    final Context previous = hosts.attach();
    final ServerCall.Listener<String> listener = start((itsCall, headers) -> new Handler());
    hosts.detach(previous);

    hosts.cancel(new CancellationException("too dear"));
    assertEquals(List.of("close CANCELLED", "onCancel"), told);
    listener.onComplete(); // as gRPC does when the close is through

    assertEquals(List.of("close CANCELLED", "onCancel"), told);
    assertEquals(1, core.telemetry().operationsKilled());
  }

  @Test
  void shouldKillAtTheDeadlineOfTheContext() {
    final Context.CancellableContext grpcs = Context.current().withCancellation();
    final Context previous = grpcs.attach();
    final ServerCall.Listener<String> listener = start((itsCall, headers) -> new Handler());
    grpcs.detach(previous);

    grpcs.cancel(new TimeoutException("context timed out")); // as its timer does
    listener.onComplete();

    assertEquals(List.of("close DEADLINE_EXCEEDED", "onCancel"), told);
  }

  @Test
  void shouldNotStartAHandlerWhoseTimeIsOver() {
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    final Context.CancellableContext grpcs = Context.current().withDeadlineAfter(-1, TimeUnit.SECONDS, timer);
    final Context previous = grpcs.attach();
    final ServerCall.Listener<String> listener = start((itsCall, headers) -> {
      told.add("started");
      return new Handler();
    });
    grpcs.detach(previous);

    listener.onCancel();

    assertEquals(List.of("close DEADLINE_EXCEEDED"), told);
    timer.shutdownNow();
  }

  @Test
  void shouldKillACallOfWhichGrpcTellsFirstThatItIsCancelled() {
    final List<Operation> op = new ArrayList<>();
    final ServerCall.Listener<String> listener = start((itsCall, headers) -> {
      op.add(KillInterceptor.OPERATION.get());
      return new Handler();
    });

    listener.onCancel();

    assertEquals(KillCode.CLIENT_DISCONNECT, op.get(0).killCause().orElseThrow().code());
    assertEquals(List.of("close CANCELLED", "onCancel"), told);
  }

  @Test
  void shouldNotTakeTheEndOfACallForACancel() {
    final Context.CancellableContext grpcs = Context.current().withCancellation();
    final Context previous = grpcs.attach();
    final ServerCall.Listener<String> listener = start((itsCall, headers) -> {
      itsCall.close(Status.OK, new Metadata());
      return new Handler();
    });
    grpcs.detach(previous);

    listener.onComplete();
    grpcs.cancel(null);

    assertEquals(List.of("close OK", "onComplete"), told);
    assertEquals(0, core.telemetry().operationsKilled());
  }

  @Test
  void shouldEndAfterTheCallbackInWhichTheCallIsOver() {
    final AtomicReference<ServerCall.Listener<String>> listener = new AtomicReference<>();
    final List<Boolean> running = new ArrayList<>();
    listener.set(start((itsCall, headers) -> new Handler() {
      @Override
      public void onMessage(final String message) {
        listener.get().onCancel(); // with a direct executor
        running.add(KillInterceptor.OPERATION.get().isRunning());
      }
    }));

    listener.get().onMessage("1");

    assertEquals(List.of(true), running);
    assertEquals(List.of("close CANCELLED", "onCancel"), told);
  }

  @Test
  void shouldTellTheHandlerNothingAfterTheKill() {
    final List<ServerCall<String, String>> its = new ArrayList<>();
    final ServerCall.Listener<String> listener = start((itsCall, headers) -> {
      its.add(itsCall);
      return new Handler() {
        @Override
        public void onMessage(final String message) {
          told.add(message);
        }
      };
    });
    core.operations().forEach(op -> core.killOperation(op.id(), KillCode.INTERRUPTED, "", ""));

    listener.onMessage("late");
    listener.onHalfClose();
    listener.onComplete();
    its.get(0).request(1);
    its.get(0).sendHeaders(new Metadata());
    its.get(0).close(Status.OK, new Metadata());

    assertEquals(List.of("close CANCELLED", "onCancel"), told);
    assertThrows(OperationKilledException.class, () -> its.get(0).sendMessage("late"));
    assertTrue(its.get(0).isCancelled());
    assertFalse(its.get(0).isReady());
  }

  @Test
  void shouldLeaveMisuseToGrpc() {
    final ServerCall.Listener<String> listener = start((itsCall, headers) -> {
      itsCall.close(Status.OK, new Metadata());
      itsCall.close(Status.OK, new Metadata());
      itsCall.sendMessage("after the close");
      itsCall.request(1);
      return new Handler();
    });

    listener.onComplete();

    assertEquals(List.of("close OK", "close OK", "after the close", "request 1", "onComplete"), told);
  }

  @Test
  void shouldPassOnWhatTheHandlerThrowsOfAnotherKill() {
    final OperationKilledException others =
        new OperationKilledException(new KillCause(KillCode.INTERRUPTED, "another", "", 4711));
    final ServerCall.Listener<String> listener = start((itsCall, headers) -> new Handler() {
      @Override
      public void onHalfClose() {
        throw others;
      }
    });

    assertSame(others, assertThrows(OperationKilledException.class, listener::onHalfClose));
    listener.onCancel();
  }

  @Test
  void shouldReadZeroFromACodeThatIsNoNumber() {
    final Metadata trailers = new Metadata();
    trailers.put(Metadata.Key.of("quell-code", Metadata.ASCII_STRING_MARSHALLER), "x");

    assertEquals(0, trailers.get(KillInterceptor.CODE));
  }

  @Test
  void shouldRefuseNull() {
    final Metadata headers = new Metadata();
    final ServerCallHandler<String, String> next = (itsCall, its) -> new Handler();
    assertThrows(NullPointerException.class, () -> KillInterceptor.builder(null));
    assertThrows(NullPointerException.class, () -> KillInterceptor.builder(core).session(null));
    assertThrows(NullPointerException.class, () -> KillInterceptor.builder(core).labels(null));
    assertThrows(NullPointerException.class, () -> KillInterceptor.builder(core).executor(null));
    assertThrows(NullPointerException.class, () -> kills.interceptCall(null, headers, next));
    assertThrows(NullPointerException.class, () -> kills.interceptCall(call, null, next));
    assertThrows(NullPointerException.class, () -> kills.interceptCall(call, headers, null));
    final KillInterceptor none = KillInterceptor.builder(core).session((c, h) -> null).build();
    assertThrows(NullPointerException.class, () -> none.interceptCall(call, headers, next));
    final KillInterceptor bare = KillInterceptor.builder(core).labels((c, h) -> null).build();
    assertThrows(NullPointerException.class, () -> bare.interceptCall(call, headers, next));
  }
}
