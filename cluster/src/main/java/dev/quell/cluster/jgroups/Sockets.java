package dev.quell.cluster.jgroups;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jgroups.util.DefaultSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets for JGroups: with TLS or without, and with a time-out for reading, since a member that has nothing
 * to say pings. So a connection through which nothing comes any more is closed, and the next is made at once when the
 * network is back, while TCP would wait longer and longer.
 */
final class Sockets extends DefaultSocketFactory {
  /** What a socket takes from a writer while nobody reads. The system may take more. */
  static final int BUFFER_BYTES = 256 << 10;

  private final @Nullable SSLContext tls;
  private final int silenceMillis;
  private final Notices notices;
  private final Threads threads;

  Sockets(final @Nullable SSLContext tls, final int silenceMillis, final Notices notices, final Threads threads) {
    this.tls = tls;
    this.silenceMillis = silenceMillis;
    this.notices = notices;
    this.threads = threads;
  }

  @Override
  public Socket createSocket(final String service) throws IOException {
    final Socket socket = tls == null ? new Socket() : tls.getSocketFactory().createSocket();
    if (socket instanceof SSLSocket secure) {
      secure.setEnabledProtocols(Tls.PROTOCOLS);
    }
    socket.setSoTimeout(silenceMillis);
    socket.setSendBufferSize(BUFFER_BYTES);
    return socket;
  }

  @Override
  public ServerSocket createServerSocket(final String service) throws IOException {
    return new ScreenedServerSocket(tls, silenceMillis, notices, threads);
  }
}
