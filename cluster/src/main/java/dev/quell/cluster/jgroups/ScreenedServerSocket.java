package dev.quell.cluster.jgroups;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Accepts only those who have shown that they mean it: with TLS, who has shown a certificate that we trust; without,
 * who has sent as much as JGroups wants to read first. JGroups accepts with one thread, which a stranger that connects
 * and says nothing would hold up otherwise. A stranger keeps one of a few threads busy for a second or two, and the
 * strangers of one address a few of these.
 */
final class ScreenedServerSocket extends ServerSocket {
  private static final int MAX_SCREENED = 32;
  private static final int MAX_SCREENED_PER_ADDRESS = 8;
  private static final int PATIENCE_MILLIS = 1_500;
  /** What JGroups reads of a new connection: four bytes of cookie, version, length, address. */
  private static final int FIRST_BYTES = 15;

  private final @Nullable SSLContext tls;
  private final int silenceMillis;
  private final Notices notices;
  private final Map<InetAddress, Integer> screened = new ConcurrentHashMap<>();
  private final BlockingQueue<Socket> accepted = new ArrayBlockingQueue<>(MAX_SCREENED);
  private final ExecutorService screens;
  private final Thread acceptor;

  ScreenedServerSocket(
      final @Nullable SSLContext tls, final int silenceMillis, final Notices notices, final Threads threads)
      throws IOException {
    this.tls = tls;
    this.silenceMillis = silenceMillis;
    this.notices = notices;
    screens =
        new ThreadPoolExecutor(
            0, MAX_SCREENED, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> threads.newThread(task, "screen"));
    acceptor = threads.newThread(this::acceptAll, "accept");
  }

  @Override
  public void bind(final SocketAddress endpoint, final int backlog) throws IOException {
    super.bind(endpoint, backlog);
    acceptor.start();
  }

  /** Waits for the next that passed. */
  @Override
  public Socket accept() throws IOException {
    try {
      while (!isClosed()) {
        final Socket next = accepted.poll(100, TimeUnit.MILLISECONDS);
        if (next != null) {
          return next;
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SocketException("closed");
  }

  private void acceptAll() {
    while (!isClosed()) {
      try {
        final Socket socket = super.accept();
        try {
          screens.execute(() -> screen(socket));
        } catch (final RejectedExecutionException e) {
          refuse(socket, "too many strangers at once", null);
        }
      } catch (final IOException e) {
        if (!isClosed()) {
          notices.once("accept", "cannot accept a connection", e);
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50); // out of file descriptors, as a rule
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void screen(final Socket socket) {
    final InetAddress from = socket.getInetAddress();
    if (screened.merge(from, 1, Integer::sum) > MAX_SCREENED_PER_ADDRESS) {
      refuse(socket, "too many of them at once", null);
    } else {
      try {
        socket.setSoTimeout(PATIENCE_MILLIS);
        final Socket passed = tls == null ? awaitFirstBytes(socket) : shakeHands(tls, socket);
        passed.setSoTimeout(silenceMillis);
        passed.setSendBufferSize(Sockets.BUFFER_BYTES);
        if (!accepted.offer(passed, 1, TimeUnit.SECONDS) || isClosed()) {
          passed.close();
        }
      } catch (final IOException e) {
        refuse(socket, tls == null ? "it sent too little" : "it is not one of us", e);
      } catch (final InterruptedException e) {
        refuse(socket, "closed", e);
      }
    }
    screened.computeIfPresent(from, (key, count) -> count == 1 ? null : count - 1);
  }

  private void refuse(final Socket socket, final String why, final @Nullable Exception error) {
    if (!isClosed()) {
      notices.once("stranger", "refused a stranger at " + socket.getInetAddress().getHostAddress() + ": " + why, error);
    }
    try {
      socket.close();
    } catch (final IOException e) {
      notices.debug("cannot close a connection: " + e);
    }
  }

  private static Socket awaitFirstBytes(final Socket socket) throws IOException, InterruptedException {
    final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (socket.getInputStream().available() < FIRST_BYTES) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("timed out");
      }
      Thread.sleep(1);
    }
    return socket;
  }

  private static Socket shakeHands(final SSLContext tls, final Socket socket) throws IOException {
    final SSLSocket secure =
        (SSLSocket) tls.getSocketFactory()
            .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
    secure.setUseClientMode(false);
    secure.setNeedClientAuth(true);
    secure.setEnabledProtocols(Tls.PROTOCOLS);
    secure.startHandshake();
    return secure;
  }

  @Override
  public void close() throws IOException {
    super.close();
    screens.shutdownNow();
    Socket waiting = accepted.poll();
    while (waiting != null) {
      waiting.close();
      waiting = accepted.poll();
    }
  }
}
