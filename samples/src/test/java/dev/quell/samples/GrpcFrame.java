package dev.quell.samples;

import dev.quell.Owner;
import dev.quell.grpc.KillInterceptor;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** What quell-grpc's part of docs/integrations.md presumes. */
abstract class GrpcFrame extends Frame {
  static final Context.Key<Owner> OWNER = Context.key("owner");
  static final Metadata.Key<String> SESSION = Metadata.Key.of("session", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> APP = Metadata.Key.of("app", Metadata.ASCII_STRING_MARSHALLER);

  final int port = 0;
  final ServerServiceDefinition orders = ServerServiceDefinition.builder("shop.Orders").build();
  final ServerInterceptor login = new ServerInterceptor() {
    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
        final ServerCall<Q, P> call, final Metadata headers, final ServerCallHandler<Q, P> next) {
      return next.startCall(call, headers);
    }
  };
  final StreamObserver<String> observer = new StreamObserver<>() {
    @Override
    public void onNext(final String row) {
      send(row);
    }

    @Override
    public void onError(final Throwable e) {
      log(e);
    }

    @Override
    public void onCompleted() {}
  };
  /** That of the call, as its handler has it. */
  private final Context context = Context.current().withValue(KillInterceptor.OPERATION, op);
  private final Context before = context.attach();

  static String required(final Metadata headers, final Metadata.Key<String> key) {
    final String value = headers.get(key);
    if (value == null) {
      throw Status.INVALID_ARGUMENT.asRuntimeException();
    }
    return value;
  }

  @Override
  public void close() {
    context.detach(before);
    super.close();
  }
}
