package dev.quell.examples;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.examples.generated.OrdersGrpc;
import dev.quell.grpc.KillInterceptor;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;

/** A gRPC server whose calls are operations: a kill answers the client at once, and stops the handler. */
public final class GrpcServer implements AutoCloseable {
  private static final Context.Key<Owner> OWNER = Context.key("owner");
  private static final Metadata.Key<String> USER = Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> SESSION = Metadata.Key.of("session", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> APP = Metadata.Key.of("app", Metadata.ASCII_STRING_MARSHALLER);
  /** Who may log in. An owner is made once and kept. */
  private static final Map<String, Owner> USERS = Map.of(
      "alice", Owner.of("alice", "shop", Role.of("clerk", "shop")),
      "bob", Owner.of("bob", "shop", Role.of("auditor", "shop")),
      "carol", Owner.of("carol", "shop", Role.of("clerk", "shop")));
  private final KillCore core = KillCore.create();
  private final Server server;
  private final ManagedChannel channel;

  private GrpcServer() throws IOException {
    final KillInterceptor kills = KillInterceptor.builder(core)
        .session((call, headers) -> core.session(UUID.fromString(required(headers, SESSION)), OWNER.get()))
        .labels((call, headers) -> Labels.of("app", required(headers, APP)))
        .build();
    server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(OrdersGrpc.service(GrpcServer::list))
        .intercept(kills)
        .intercept(GrpcServer::login) // called first
        .build().start();
    channel = NettyChannelBuilder.forAddress(server.getListenSockets().get(0)).usePlaintext().build();
  }

  /** Stands for a login: puts the owner where the interceptor of the kills finds it. */
  private static <Q, P> ServerCall.Listener<Q> login(
      final ServerCall<Q, P> call, final Metadata headers, final ServerCallHandler<Q, P> next) {
    final String user = headers.get(USER);
    final Owner owner = user == null ? null : USERS.get(user);
    if (owner == null) {
      call.close(Status.UNAUTHENTICATED.withDescription("log in first"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(Context.current().withValue(OWNER, owner), call, headers, next);
  }

  /** What the client must send: the call is refused without it. */
  private static String required(final Metadata headers, final Metadata.Key<String> key) {
    final String value = headers.get(key);
    if (value == null) {
      throw Status.INVALID_ARGUMENT.withDescription("no header " + key.name()).asRuntimeException();
    }
    return value;
  }

  /** Streams rows without end. */
  private static void list(final String request, final StreamObserver<String> rows) {
    final Operation op = KillInterceptor.OPERATION.get();
    try {
      for (long row = 1;; row++) {
        op.sleep(Duration.ofMillis(1)); // stands for the work; a kill ends it at once
        rows.onNext("row " + row + " of " + request);
      }
    } catch (final InterruptedException e) {
      rows.onError(Status.UNAVAILABLE.asException());
    }
  }

  private void kill(final String what, final KillPattern pattern) throws InterruptedException {
    final KillReport report = core.kill(KillRequest.of(pattern).reason("too slow").by("dave"));
    final boolean stopped = report.await(Duration.ofMinutes(1)); // the handler, too
    System.out.println("kill " + what + ": " + report.operationsKilled() + " call, stopped: " + stopped);
  }

  @Override
  public void close() {
    core.close(); // kills what still runs
    channel.shutdown();
    server.shutdown();
  }

  // ---- the clients

  private Iterator<String> call(final String user, final String app) {
    final Metadata headers = new Metadata();
    headers.put(USER, user);
    headers.put(SESSION, UUID.randomUUID().toString());
    headers.put(APP, app);
    final Iterator<String> rows = ClientCalls.blockingServerStreamingCall(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        OrdersGrpc.LIST, CallOptions.DEFAULT, "orders");
    rows.next(); // the call runs
    return rows;
  }

  private static String end(final Iterator<String> rows) {
    try {
      rows.forEachRemaining(row -> {});
      return "all rows";
    } catch (final StatusRuntimeException e) {
      return e.getStatus().getCode() + ": " + e.getStatus().getDescription();
    }
  }

  public static void main(final String[] args) throws Exception {
    try (GrpcServer host = new GrpcServer()) {
      final Iterator<String> alice = host.call("alice", "web");
      final Iterator<String> bob = host.call("bob", "web");
      final Iterator<String> carol = host.call("carol", "cron");
      host.kill("owner alice", KillPattern.users(new UserName("alice", "shop")));
      System.out.println("  alice sees " + end(alice));
      host.kill("role auditor", KillPattern.roles(Role.of("auditor", "shop")));
      System.out.println("  bob sees " + end(bob));
      host.kill("app cron", KillPattern.label("app", "cron"));
      System.out.println("  carol sees " + end(carol));
    }
  }
}
