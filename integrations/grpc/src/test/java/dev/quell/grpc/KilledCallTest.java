package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a kill does to a call, and to its handler. */
@ParameterizedClass
@EnumSource
class KilledCallTest extends RunningServer {

  KilledCallTest(final Transport transport) {
    super(transport);
  }

  @Test
  void shouldCancelAUnaryCallThatBlocks() throws Exception {
    final Blocked blocked = blockOne();
    final Answers answers = callOne(as("user", "ann"), CallOptions.DEFAULT);
    blocked.started();

    killAnnForGood();

    assertKilled(answers);
    assertEquals("nightly purge", blocked.cause().reason());
    assertInstanceOf(OperationKilledException.class, blocked.contextCancelled.get(60, TimeUnit.SECONDS));
  }

  @Test
  void shouldAnswerTheClientBeforeTheHandlerHasStopped() throws Exception {
    final CompletableFuture<Operation> started = new CompletableFuture<>();
    final CountDownLatch release = new CountDownLatch(1);
    orders.one = (request, observer) -> {
      started.complete(KillInterceptor.OPERATION.get());
      await(release);
      Orders.answer(observer, "too late");
    };
    final Answers answers = callOne(as("user", "ann"), CallOptions.DEFAULT);
    started.get(60, TimeUnit.SECONDS);

    final KillReport report = killAnn();

    assertKilled(answers);
    assertEquals(1, report.pending()); // it is still known
    release.countDown();
    assertTrue(report.await(LONG));
    assertEquals(List.of(), answers.messages);
  }

  @Test
  void shouldStopAHandlerThatOnlySends() throws Exception {
    final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    orders.many = (request, observer) -> {
      try {
        while (true) {
          observer.onNext("row");
        }
      } catch (final OperationKilledException e) {
        thrown.complete(e);
        throw e;
      }
    };
    final Answers answers = new Answers();
    ClientCalls.asyncServerStreamingCall(as("user", "ann").newCall(Orders.MANY, CallOptions.DEFAULT), "a", answers);
    answers.first.get(60, TimeUnit.SECONDS);

    killAnnForGood();

    assertKilled(answers);
    assertInstanceOf(OperationKilledException.class, thrown.get(60, TimeUnit.SECONDS));
  }

  @Test
  void shouldCancelACallThatWaitsForTheClient() throws Exception {
    final CountDownLatch started = new CountDownLatch(1);
    final CompletableFuture<Throwable> told = new CompletableFuture<>();
    orders.sum = observer -> {
      started.countDown();
      return Orders.observer(message -> {}, told::complete, () -> {});
    };
    final Answers answers = new Answers();
    final var client =
        ClientCalls.asyncClientStreamingCall(as("user", "ann").newCall(Orders.SUM, CallOptions.DEFAULT), answers);
    client.onNext("1");
    await(started);

    killAnnForGood();

    assertKilled(answers);
    assertEquals(Status.Code.CANCELLED, Status.fromThrowable(told.get(60, TimeUnit.SECONDS)).getCode());
  }

  @Test
  void shouldEndACallWhoseClientDoesNotRead() throws Exception {
    final CountDownLatch sent = new CountDownLatch(1);
    orders.many = (request, observer) -> {
      observer.onNext("row");
      sent.countDown();
    };
    final Answers answers = new Answers();
    answers.reads = false;
    ClientCalls.asyncServerStreamingCall(as("user", "ann").newCall(Orders.MANY, CallOptions.DEFAULT), "a", answers);
    await(sent);

    killAnnForGood(); // ends

    answers.call.request(2);
    assertKilled(answers);
    assertEquals(List.of("row"), answers.messages);
  }

  @Test
  void shouldTellTheHandlerOfATalkOnce() throws Exception {
    final CountDownLatch started = new CountDownLatch(1);
    final AtomicInteger cancels = new AtomicInteger();
    final CompletableFuture<ServerCallStreamObserver<String>> talker = new CompletableFuture<>();
    orders.talk = observer -> {
      final var call = (ServerCallStreamObserver<String>) observer;
      call.setOnCancelHandler(cancels::incrementAndGet);
      talker.complete(call);
      return Orders.observer(message -> started.countDown(), e -> {}, () -> {});
    };
    final Answers answers = new Answers();
    ClientCalls.asyncBidiStreamingCall(as("user", "ann").newCall(Orders.TALK, CallOptions.DEFAULT), answers)
        .onNext("1");
    await(started);

    killAnnForGood();

    assertKilled(answers);
    assertTrue(talker.join().isCancelled());
    assertFalse(talker.join().isReady());
    assertEquals(1, cancels.get());
    assertThrows(OperationKilledException.class, () -> talker.join().onNext("late"));
    talker.join().onCompleted(); // says nothing
  }

  @Test
  void shouldCancelWhatTheHandlerCalls() throws Exception {
    final CompletableFuture<Throwable> inner = new CompletableFuture<>();
    final CountDownLatch started = new CountDownLatch(1);
    orders.talk = observer -> {
      started.countDown(); // never answers
      return Orders.observer(message -> {}, inner::complete, () -> {});
    };
    orders.one = (request, observer) -> {
      final Answers talk = new Answers();
      ClientCalls.asyncBidiStreamingCall(as("user", "bob").newCall(Orders.TALK, CallOptions.DEFAULT), talk);
      try {
        talk.end();
      } catch (final Exception e) {
        throw new AssertionError(e);
      }
      observer.onError(Status.INTERNAL.asRuntimeException());
    };
    final Answers answers = callOne(as("user", "ann"), CallOptions.DEFAULT);
    await(started);

    killAnnForGood();

    assertKilled(answers);
    assertEquals(Status.Code.CANCELLED, Status.fromThrowable(inner.get(60, TimeUnit.SECONDS)).getCode());
  }

  @Test
  void shouldReachOneAppByItsLabel() throws Exception {
    final Blocked blocked = blockOne();
    final Answers billing = callOne(as("user", "ann", "app", "billing"), CallOptions.DEFAULT);
    blocked.started();
    orders.one = (request, observer) -> Orders.answer(observer, request);

    assertEquals(1, core.kill(KillPattern.label("app", "billing")).operationsKilled());

    assertEquals(Status.Code.CANCELLED, billing.code());
    assertEquals("b", Orders.one(as("user", "ann", "app", "web"), "b"));
  }

  @Test
  void shouldGiveTheAnswerIfTheKillComesAfterIt() throws Exception {
    orders.one = (request, observer) -> {
      Orders.answer(observer, request);
      KillInterceptor.OPERATION.get().kill(KillCode.INTERRUPTED, "", "");
    };

    assertEquals("a", Orders.one(as("user", "ann"), "a"));
  }

  @Test
  void shouldKillACallThatKillsItself() throws Exception {
    orders.one = (request, observer) -> {
      KillInterceptor.OPERATION.get().kill(KillCode.INTERRUPTED, "nightly purge", "ops@admin");
      Orders.answer(observer, request);
    };

    assertKilled(callOne(as("user", "ann"), CallOptions.DEFAULT));
  }

  @Test
  void shouldHoldBackWhatTheHandlerThrowsOfTheKill() throws Exception {
    orders.one = (request, observer) -> {
      final Operation op = KillInterceptor.OPERATION.get();
      op.kill(KillCode.INTERRUPTED, "nightly purge", "ops@admin");
      throw new IllegalStateException("the query failed", op.killed(new IllegalStateException("connection closed")));
    };

    assertKilled(callOne(as("user", "ann"), CallOptions.DEFAULT)); // and nothing was logged
  }

  @Test
  void shouldSendNoMoreOfTheReasonThanAClientTakes() throws Exception {
    final String reason = "\u20ac%".repeat(KillRequest.MAX_TEXT_LENGTH / 2);
    orders.one = (request, observer) -> KillInterceptor.OPERATION.get().kill(4711, reason, reason);

    final StatusRuntimeException e = callOne(as("user", "ann"), CallOptions.DEFAULT).end();

    assertEquals(Status.Code.CANCELLED, e.getStatus().getCode());
    assertTrue(e.getStatus().getDescription().startsWith("operation was interrupted: \u20ac%\u20ac%"));
    assertEquals(4711, e.getTrailers().get(KillInterceptor.CODE));
  }
}
