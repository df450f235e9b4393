package dev.quell.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;

/** The contract with client and server in one process. */
class InProcessTest extends CallContract {
  private final String name = InProcessServerBuilder.generateName();

  @Override
  Server serve(final ServerServiceDefinition service, final KillInterceptor kills) throws Exception {
    return InProcessServerBuilder.forName(name).addService(service).intercept(kills).build().start();
  }

  @Override
  ManagedChannel connect(final Server to) {
    return InProcessChannelBuilder.forName(name).build();
  }

  @Override
  int rounds() {
    return 500;
  }
}
