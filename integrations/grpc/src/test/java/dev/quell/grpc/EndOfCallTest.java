package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.Session;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a deadline, a disconnect, the end of the core and a refusal do to a call. */
@ParameterizedClass
@EnumSource
class EndOfCallTest extends RunningServer {

  EndOfCallTest(final Transport transport) {
    super(transport);
  }

  @Test
  void shouldTakeOverTheDeadline() throws Exception {
    final CompletableFuture<Duration> left = new CompletableFuture<>();
    orders.one = (request, observer) -> {
      left.complete(KillInterceptor.OPERATION.get().info().timeLeft().orElse(Duration.ZERO));
      Orders.answer(observer, request);
    };

    callOne(as("user", "ann"), CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.HOURS)).end();

    final long minutes = left.join().toMinutes();
    assertTrue(minutes == 59 || minutes == 60, left.join() + " left");
  }

  @Test
  void shouldKillAtTheDeadline() throws Exception {
    final Blocked blocked = blockOne();

    final Answers answers =
        callOne(as("user", "ann"), CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.MILLISECONDS));

    assertEquals(Status.Code.DEADLINE_EXCEEDED, answers.code());
    // If the deadline has passed on the way, the call has not come to the handler. The client, which has the same
    // deadline, may be the first to cancel.
    if (blocked.started.isDone()) {
      final int code = blocked.cause().code();
      assertTrue(code == KillCode.MAX_TIME_MS_EXPIRED || code == KillCode.CLIENT_DISCONNECT, "code " + code);
    }
  }

  @Test
  void shouldTellTheClientThatItsTimeIsOver() throws Exception {
    orders.one = (request, observer) -> KillInterceptor.OPERATION.get().deadline(Duration.ZERO); // by the host

    final StatusRuntimeException e = callOne(as("user", "ann"), CallOptions.DEFAULT).end();

    assertEquals(Status.Code.DEADLINE_EXCEEDED, e.getStatus().getCode());
    assertEquals("operation exceeded time limit", e.getStatus().getDescription());
    assertEquals(KillCode.MAX_TIME_MS_EXPIRED, e.getTrailers().get(KillInterceptor.CODE));
  }

  @Test
  void shouldStopAHandlerWhoseClientCancels() throws Exception {
    final Blocked blocked = blockOne();
    final Answers answers = callOne(as("user", "ann"), CallOptions.DEFAULT);
    blocked.started();

    answers.call.cancel("enough", null);

    assertEquals(KillCode.CLIENT_DISCONNECT, blocked.cause().code());
    awaitNoOperation();
  }

  @Test
  void shouldStopAHandlerWhoseClientDisconnects() throws Exception {
    final Blocked blocked = blockOne();
    callOne(as("user", "ann"), CallOptions.DEFAULT);
    blocked.started();

    channel.shutdownNow();

    assertEquals(KillCode.CLIENT_DISCONNECT, blocked.cause().code());
    awaitNoOperation();
  }

  @Test
  void shouldEndACallThatWaitsForAClientThatDisconnects() throws Exception {
    final CountDownLatch started = new CountDownLatch(1);
    final AtomicInteger cancels = new AtomicInteger();
    final CountDownLatch cancelled = new CountDownLatch(1);
    orders.talk = observer -> {
      ((ServerCallStreamObserver<String>) observer).setOnCancelHandler(() -> {
        cancels.incrementAndGet();
        cancelled.countDown();
      });
      started.countDown();
      return Orders.observer(message -> {}, e -> {}, () -> {});
    };
    ClientCalls.asyncBidiStreamingCall(as("user", "ann").newCall(Orders.TALK, CallOptions.DEFAULT), new Answers());
    await(started);

    channel.shutdownNow();

    await(cancelled);
    awaitNoOperation();
    assertEquals(1, cancels.get());
    assertEquals(1, core.telemetry().operationsKilled());
  }

  @Test
  void shouldCancelCallsWhenTheCoreIsClosed() throws Exception {
    final Blocked blocked = blockOne();
    final Answers answers = callOne(as("user", "ann"), CallOptions.DEFAULT);
    blocked.started();

    core.close();

    final StatusRuntimeException e = answers.end();
    assertEquals(Status.Code.UNAVAILABLE, e.getStatus().getCode());
    assertEquals("interrupted at shutdown", e.getStatus().getDescription());
    assertEquals(KillCode.INTERRUPTED_AT_SHUTDOWN, blocked.cause().code());
  }

  @Test
  void shouldRefuseCallsOfAClosedCore() throws Exception {
    core.close();

    final StatusRuntimeException e = callOne(as("user", "ann"), CallOptions.DEFAULT).end();

    assertEquals(Status.Code.UNAVAILABLE, e.getStatus().getCode());
    assertEquals(KillCode.SHUTDOWN_IN_PROGRESS, e.getTrailers().get(KillInterceptor.CODE));
  }

  @Test
  void shouldRefuseCallsAtALimit() throws Exception {
    final Session[] all = {core.startSession(ANN), core.startSession(ANN), core.startSession(ANN)};

    final StatusRuntimeException e = callOne(as("user", "ann"), CallOptions.DEFAULT).end();

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, e.getStatus().getCode());
    assertEquals(KillCode.TOO_MANY_LOGICAL_SESSIONS, e.getTrailers().get(KillInterceptor.CODE));
    assertEquals(3, all.length);
  }

  @Test
  void shouldRefuseCallsAsTheHostSays() throws Exception {
    final StatusRuntimeException e = callOne(channel, CallOptions.DEFAULT).end();

    assertEquals(Status.Code.UNAUTHENTICATED, e.getStatus().getCode());
    assertEquals("who are you?", e.getStatus().getDescription());
  }
}
