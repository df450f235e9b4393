package dev.quell.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** How client and server reach each other. */
enum Transport {
  IN_PROCESS {
    @Override
    ServerBuilder<?> server(final String name) {
      return InProcessServerBuilder.forName(name);
    }

    @Override
    ManagedChannel connect(final String name, final Server server) {
      return InProcessChannelBuilder.forName(name).build();
    }
  },

  /** HTTP/2 over the loopback. */
  NETTY {
    @Override
    ServerBuilder<?> server(final String name) {
      return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    ManagedChannel connect(final String name, final Server server) {
      return NettyChannelBuilder.forAddress(server.getListenSockets().get(0)).usePlaintext().build();
    }
  };

  abstract ServerBuilder<?> server(String name);

  abstract ManagedChannel connect(String name, Server server);
}
