package dev.quell.examples.generated;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A service with one method, from a text to a stream of texts. */
public final class OrdersGrpc {
  /** Streams the rows of what the request names. */
  public static final MethodDescriptor<String, String> LIST =
      MethodDescriptor.newBuilder(new Text(), new Text())
          .setType(MethodType.SERVER_STREAMING)
          .setFullMethodName("shop.Orders/List")
          .build();

  private OrdersGrpc() {}

  public static ServerServiceDefinition service(final ServerCalls.ServerStreamingMethod<String, String> list) {
    return ServerServiceDefinition.builder("shop.Orders")
        .addMethod(LIST, ServerCalls.asyncServerStreamingCall(list))
        .build();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(final String text) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(final InputStream bytes) {
      try {
        return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
