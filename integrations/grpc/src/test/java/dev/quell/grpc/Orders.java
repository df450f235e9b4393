package dev.quell.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** A service with a method of each kind, over strings, whose handlers a test sets. */
final class Orders {
  private static final MethodDescriptor.Marshaller<String> TEXT =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(final String value) {
          return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(final InputStream stream) {
          try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (final IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  static final MethodDescriptor<String, String> ONE = method("One", MethodType.UNARY);
  static final MethodDescriptor<String, String> MANY = method("Many", MethodType.SERVER_STREAMING);
  static final MethodDescriptor<String, String> SUM = method("Sum", MethodType.CLIENT_STREAMING);
  static final MethodDescriptor<String, String> TALK = method("Talk", MethodType.BIDI_STREAMING);

  volatile BiConsumer<String, StreamObserver<String>> one = (request, observer) -> answer(observer, request);
  volatile BiConsumer<String, StreamObserver<String>> many = one;
  volatile Function<StreamObserver<String>, StreamObserver<String>> sum = observer -> observer;
  volatile Function<StreamObserver<String>, StreamObserver<String>> talk = observer -> observer;

  static void answer(final StreamObserver<String> observer, final String answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  static StreamObserver<String> onHalfClose(final Runnable what) {
    return observer(message -> {}, e -> {}, what);
  }

  static StreamObserver<String> observer(
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

  private static MethodDescriptor<String, String> method(final String name, final MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName("shop.Orders/" + name)
        .setRequestMarshaller(TEXT)
        .setResponseMarshaller(TEXT)
        .build();
  }

  ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("shop.Orders")
        .addMethod(
            ONE, ServerCalls.asyncUnaryCall((request, observer) -> one.accept(request, observer)))
        .addMethod(
            MANY, ServerCalls.asyncServerStreamingCall((request, observer) -> many.accept(request, observer)))
        .addMethod(SUM, ServerCalls.asyncClientStreamingCall(observer -> sum.apply(observer)))
        .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(observer -> talk.apply(observer)))
        .build();
  }

  static String one(final Channel channel, final String request) {
    return ClientCalls.blockingUnaryCall(channel, ONE, CallOptions.DEFAULT, request);
  }
}
