package dev.quell.grpc;

import io.grpc.ServerCall;

/** What gRPC sees of the handler. */
final class KilledListener<Q> extends ServerCall.Listener<Q> {
  private final KilledCall<Q, ?> call;

  KilledListener(final KilledCall<Q, ?> call) {
    this.call = call;
  }

  @Override
  public void onMessage(final Q message) {
    call.callback(() -> call.handler().onMessage(message));
  }

  @Override
  public void onHalfClose() {
    call.callback(() -> call.handler().onHalfClose());
  }

  @Override
  public void onReady() {
    call.callback(() -> call.handler().onReady());
  }

  @Override
  public void onEvent(final Object event) {
    call.callback(() -> call.handler().onEvent(event));
  }

  @Override
  public void onCancel() {
    call.lastCallback(false);
  }

  @Override
  public void onComplete() {
    call.lastCallback(true);
  }
}
