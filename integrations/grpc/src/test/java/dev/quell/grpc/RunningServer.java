package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Owner;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A real server and client around a core, for a test. At its end nothing runs, and nothing was logged. */
abstract class RunningServer {
  static final Duration LONG = Duration.ofSeconds(60);
  static final Owner ANN = Owner.of("ann", "shop");
  private static final Metadata.Key<String> USER = Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> APP = Metadata.Key.of("app", Metadata.ASCII_STRING_MARSHALLER);
  private static final UUID SESSION = new UUID(0, 1);

  private final Transport transport;
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final Logged logged = new Logged();
  final KillCore core = KillCore.builder().maxSessions(3).errorHandler(errors::add).build();
  final Orders orders = new Orders();
  private Server server;
  ManagedChannel channel;

  RunningServer(final Transport transport) {
    this.transport = transport;
  }

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

  @BeforeEach
  void start() throws Exception {
    final KillInterceptor kills =
        KillInterceptor.builder(core)
            .session((call, headers) -> core.session(SESSION, owner(headers)))
            .labels((call, headers) -> headers.containsKey(APP) ? Labels.of("app", headers.get(APP)) : Labels.none())
            .build();
    final String name = UUID.randomUUID().toString();
    server = transport.server(name).addService(orders.service()).intercept(kills).build().start();
    channel = transport.connect(name, server);
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

  final void awaitNoOperation() {
    final long start = System.nanoTime();
    while (core.telemetry().operationsRunning() > 0) {
      assertTrue(System.nanoTime() - start < LONG.toNanos(), "an operation does not end");
      Thread.onSpinWait();
    }
  }

  final Channel as(final String... keysAndValues) {
    final Metadata headers = new Metadata();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      headers.put(Metadata.Key.of(keysAndValues[i], Metadata.ASCII_STRING_MARSHALLER), keysAndValues[i + 1]);
    }
    return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  static Answers callOne(final Channel as, final CallOptions options) {
    final Answers answers = new Answers();
    ClientCalls.asyncUnaryCall(as.newCall(Orders.ONE, options), "a", answers);
    return answers;
  }

  final Blocked blockOne() {
    final Blocked blocked = new Blocked();
    orders.one = blocked::block;
    return blocked;
  }

  /** Kills what Ann runs, one operation. */
  final KillReport killAnn() {
    final KillReport report =
        core.kill(KillRequest.of(KillPattern.owner(ANN.uid())).reason("nightly purge").by("ops@admin"));
    assertEquals(1, report.operationsKilled());
    return report;
  }

  /** Kills what Ann runs, and waits until it has ended. */
  final void killAnnForGood() throws InterruptedException {
    assertTrue(killAnn().await(LONG));
  }

  /** The client was told of that kill, once. */
  static void assertKilled(final Answers answers) throws Exception {
    final StatusRuntimeException e = answers.end();
    assertEquals(Status.Code.CANCELLED, e.getStatus().getCode());
    assertEquals("operation was interrupted: nightly purge (killed by ops@admin)", e.getStatus().getDescription());
    assertEquals(KillCode.INTERRUPTED, e.getTrailers().get(KillInterceptor.CODE));
    assertEquals(1, answers.ends.get());
  }

  static void await(final CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
