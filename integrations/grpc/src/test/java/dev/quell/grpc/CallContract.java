package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Session;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a kill, a deadline, a disconnect and the end of the core do to calls of a real server and client. */
abstract class CallContract {
  static final Metadata.Key<String> USER = Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> APP = Metadata.Key.of("app", Metadata.ASCII_STRING_MARSHALLER);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final UUID SESSION = new UUID(0, 1);
  private static final Owner ANN = Owner.of("ann", "shop");

  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  final KillCore core = KillCore.builder().maxSessions(3).errorHandler(errors::add).build();
  final Orders orders = new Orders();
  private final Logged logged = new Logged();
  private Server server;
  private ManagedChannel channel;

  /** What would be on the console. */
  private static final class Logged extends Handler {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final Logger logger = Logger.getLogger("io.grpc");

    Logged() {
      logger.addHandler(this);
    }

    @Override
    public void publish(final LogRecord line) {
      lines.add(line.getLevel() + " " + line.getMessage() + " " + line.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }

  abstract Server serve(ServerServiceDefinition service, KillInterceptor kills) throws Exception;

  abstract ManagedChannel connect(Server to);

  @BeforeEach
  void start() throws Exception {
    final KillInterceptor kills =
        KillInterceptor.builder(core)
            .session((call, headers) -> core.session(SESSION, owner(headers)))
            .labels((call, headers) -> headers.containsKey(APP) ? Labels.of("app", headers.get(APP)) : Labels.none())
            .build();
    server = serve(orders.service(), kills);
    channel = connect(server);
  }

  private static Owner owner(final Metadata headers) {
    final String user = headers.get(USER);
    if (user == null) {
      throw Status.UNAUTHENTICATED.withDescription("who are you?").asRuntimeException();
    }
    return Owner.of(user, "shop");
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    server.shutdownNow();
    assertTrue(channel.awaitTermination(60, TimeUnit.SECONDS));
    assertTrue(server.awaitTermination(60, TimeUnit.SECONDS));
    awaitNoOperation();
    core.close();
    logged.close();
    assertEquals(List.of(), errors);
    assertEquals(List.of(), logged.lines);
  }

  private void awaitNoOperation() {
    final long start = System.nanoTime();
    while (core.telemetry().operationsRunning() > 0) {
      assertTrue(System.nanoTime() - start < LONG.toNanos(), "an operation does not end");
      Thread.onSpinWait();
    }
  }

  private Channel as(final String... keysAndValues) {
    final Metadata headers = new Metadata();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      headers.put(Metadata.Key.of(keysAndValues[i], Metadata.ASCII_STRING_MARSHALLER), keysAndValues[i + 1]);
    }
    return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private void killAnn() throws InterruptedException {
    final var report =
        core.kill(KillRequest.of(KillPattern.owner(ANN.uid())).reason("nightly purge").by("ops@admin"));
    assertEquals(1, report.operationsKilled());
    assertTrue(report.await(LONG));
  }

  private static void assertKilled(final Answers answers) throws Exception {
    final StatusRuntimeException e = answers.end();
    assertEquals(Status.Code.CANCELLED, e.getStatus().getCode());
    assertEquals("operation was interrupted: nightly purge (killed by ops@admin)", e.getStatus().getDescription());
    assertEquals(KillCode.INTERRUPTED, e.getTrailers().get(KillInterceptor.CODE));
    assertEquals(1, answers.ends.get());
  }

  /** A handler that blocks in the operation, and what became of it. */
  private static final class Blocked {
    final CompletableFuture<Operation> started = new CompletableFuture<>();
    final CompletableFuture<Throwable> ended = new CompletableFuture<>();
    final CompletableFuture<Throwable> contextCancelled = new CompletableFuture<>();

    void block(final String request, final StreamObserver<String> observer) {
      final Operation op = KillInterceptor.OPERATION.get();
      Context.current().addListener(c -> contextCancelled.complete(c.cancellationCause()), Runnable::run);
      started.complete(op);
      try {
        op.sleep(LONG);
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

    KillCause cause() throws Exception {
      return assertInstanceOf(OperationKilledException.class, ended.get(60, TimeUnit.SECONDS)).killCause();
    }
  }

  private Blocked blockOne() {
    final Blocked blocked = new Blocked();
    orders.one = blocked::block;
    return blocked;
  }

  private Answers callOne(final Channel as, final CallOptions options) {
    final Answers answers = new Answers();
    ClientCalls.asyncUnaryCall(as.newCall(Orders.ONE, options), "a", answers);
    return answers;
  }

  // ---- a call is an operation

  @Test
  void shouldBeAnOperationWhileTheCallLasts() {
    final CompletableFuture<String> description = new CompletableFuture<>();
    orders.one = (request, observer) -> {
      final Operation op = KillInterceptor.OPERATION.get();
      description.complete(op.info().description() + " of " + op.session().orElseThrow().owner().name().orElseThrow());
      Orders.answer(observer, request);
    };

    assertEquals("a", Orders.one(as("user", "ann"), "a"));

    assertEquals("shop.Orders/One of ann@shop", description.join());
    awaitNoOperation();
    assertEquals(0, core.telemetry().operationsKilled());
  }

  @Test
  void shouldBeAnOperationInEachKindOfCall() throws Exception {
    final List<Boolean> running = new CopyOnWriteArrayList<>();
    final Consumer<StreamObserver<String>> answer =
        observer -> {
          running.add(KillInterceptor.OPERATION.get().isRunning());
          Orders.answer(observer, "b");
        };
    orders.many = (request, observer) -> answer.accept(observer);
    orders.sum = observer -> onHalfClose(() -> answer.accept(observer));
    orders.talk = observer -> onHalfClose(() -> answer.accept(observer));
    final Answers many = new Answers();
    final Answers sum = new Answers();
    final Answers talk = new Answers();

    ClientCalls.asyncServerStreamingCall(as("user", "ann").newCall(Orders.MANY, CallOptions.DEFAULT), "a", many);
    ClientCalls.asyncClientStreamingCall(as("user", "ann").newCall(Orders.SUM, CallOptions.DEFAULT), sum).onCompleted();
    ClientCalls.asyncBidiStreamingCall(as("user", "ann").newCall(Orders.TALK, CallOptions.DEFAULT), talk)
        .onCompleted();

    for (final Answers answers : List.of(many, sum, talk)) {
      assertEquals(Status.Code.OK, answers.code());
      assertEquals(List.of("b"), answers.messages);
    }
    assertEquals(List.of(true, true, true), running);
  }

  private static StreamObserver<String> onHalfClose(final Runnable what) {
    return observer(message -> {}, e -> {}, what);
  }

  private static StreamObserver<String> observer(
      final Consumer<String> next, final Consumer<Throwable> error, final Runnable completed) {
    return new StreamObserver<>() {
      @Override
      public void onNext(final String message) {
        next.accept(message);
      }

      @Override
      public void onError(final Throwable e) {
        error.accept(e);
      }

      @Override
      public void onCompleted() {
        completed.run();
      }
    };
  }

  // ---- kill

  @Test
  void shouldCancelAUnaryCallThatBlocks() throws Exception {
    final Blocked blocked = blockOne();
    final Answers answers = callOne(as("user", "ann"), CallOptions.DEFAULT);
    blocked.started();

    killAnn();

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

    final var report = core.kill(KillRequest.of(KillPattern.owner(ANN.uid())).reason("nightly purge").by("ops@admin"));

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

    killAnn();

    assertKilled(answers);
    assertInstanceOf(OperationKilledException.class, thrown.get(60, TimeUnit.SECONDS));
  }

  @Test
  void shouldCancelACallThatWaitsForTheClient() throws Exception {
    final CountDownLatch started = new CountDownLatch(1);
    final CompletableFuture<Throwable> told = new CompletableFuture<>();
    orders.sum = observer -> {
      started.countDown();
      return observer(message -> {}, told::complete, () -> {});
    };
    final Answers answers = new Answers();
    final var client =
        ClientCalls.asyncClientStreamingCall(as("user", "ann").newCall(Orders.SUM, CallOptions.DEFAULT), answers);
    client.onNext("1");
    await(started);

    killAnn();

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

    killAnn(); // ends

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
      return observer(message -> started.countDown(), e -> {}, () -> {});
    };
    final Answers answers = new Answers();
    ClientCalls.asyncBidiStreamingCall(as("user", "ann").newCall(Orders.TALK, CallOptions.DEFAULT), answers)
        .onNext("1");
    await(started);

    killAnn();

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
      return observer(message -> {}, inner::complete, () -> {});
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

    killAnn();

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

  // ---- deadline

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
    // If the deadline has passed on the way, the call has not come to the handler.
    if (blocked.started.isDone()) {
      assertEquals(KillCode.MAX_TIME_MS_EXPIRED, blocked.cause().code());
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

  // ---- the client goes

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
      return observer(message -> {}, e -> {}, () -> {});
    };
    ClientCalls.asyncBidiStreamingCall(as("user", "ann").newCall(Orders.TALK, CallOptions.DEFAULT), new Answers());
    await(started);

    channel.shutdownNow();

    await(cancelled);
    awaitNoOperation();
    assertEquals(1, cancels.get());
    assertEquals(1, core.telemetry().operationsKilled());
  }

  // ---- the end of the core, refusals

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

  // ---- races

  @Test
  void shouldEndOnceWhenKillAndAnswerMeet() throws Exception {
    orders.one = (request, observer) -> {
      final var ref = KillInterceptor.OPERATION.get().ref();
      final Thread killer = new Thread(() -> ref.kill(KillCode.INTERRUPTED, "", ""));
      killer.start();
      try {
        Orders.answer(observer, request);
      } finally {
        join(killer);
      }
    };
    for (int round = 0; round < rounds(); round++) {
      final Answers answers = callOne(as("user", "ann"), CallOptions.DEFAULT);
      final Status.Code code = answers.code();
      assertTrue(code == Status.Code.OK || code == Status.Code.CANCELLED, () -> code.toString());
      assertEquals(1, answers.ends.get());
    }
  }

  abstract int rounds();

  private static void join(final Thread thread) {
    try {
      thread.join();
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(final CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
