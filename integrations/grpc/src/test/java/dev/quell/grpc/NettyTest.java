package dev.quell.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The contract over HTTP/2, by Netty. */
class NettyTest extends CallContract {

  @Override
  Server serve(final ServerServiceDefinition service, final KillInterceptor kills) throws Exception {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(service)
        .intercept(kills)
        .build()
        .start();
  }

  @Override
  ManagedChannel connect(final Server to) {
    return NettyChannelBuilder.forAddress(to.getListenSockets().get(0)).usePlaintext().build();
  }

  @Override
  int rounds() {
    return 200;
  }
}
