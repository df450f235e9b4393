package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.KillCore;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/** A call whose transport the test plays. Everything runs on the threads of the test. At its end nothing runs. */
abstract class PlayedCall {
  final KillCore core = KillCore.create();
  final KillInterceptor kills = KillInterceptor.builder(core).executor(Runnable::run).build();
  final List<String> told = new CopyOnWriteArrayList<>();
  final FakeCall call = new FakeCall();
  Runnable atClose = () -> {};

  /** Notes what it is told. */
  final class FakeCall extends ServerCall<String, String> {
    @Override
    public void request(final int messages) {
      told.add("request " + messages);
    }

    @Override
    public void sendHeaders(final Metadata headers) {
      told.add("headers");
    }

    @Override
    public void sendMessage(final String message) {
      told.add(message);
    }

    @Override
    public void close(final Status status, final Metadata trailers) {
      atClose.run();
      told.add("close " + status.getCode());
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<String, String> getMethodDescriptor() {
      return Orders.ONE;
    }
  }

  /** Notes how it ends. */
  class Handler extends ServerCall.Listener<String> {
    @Override
    public void onCancel() {
      told.add("onCancel");
    }

    @Override
    public void onComplete() {
      told.add("onComplete");
    }
  }

  @AfterEach
  void close() {
    assertEquals(0, core.telemetry().operationsRunning());
    core.close();
  }

  final ServerCall.Listener<String> start(final ServerCallHandler<String, String> handler) {
    return kills.interceptCall(call, new Metadata(), handler);
  }
}
