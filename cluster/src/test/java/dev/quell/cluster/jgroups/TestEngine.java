package dev.quell.cluster.jgroups;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.cluster.engine.Engine;
import dev.quell.cluster.engine.EngineException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** An engine on loopback that keeps what it is told. */
final class TestEngine implements Engine.Listener, AutoCloseable {
  /** A message of this length is a question, which the thread that reads it answers. */
  static final int QUESTION_BYTES = 99;
  private static final int ANSWER_BYTES = 20_000;
  private static final long PATIENCE_SECONDS = 20;

  /** Questions wait for this. */
  final CountDownLatch answers = new CountDownLatch(1);
  final String name;
  final JGroupsEngine engine;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> hints = new LinkedBlockingQueue<>();
  final BlockingQueue<EngineException> refusals = new LinkedBlockingQueue<>();

  TestEngine(final String name, final int port, final SSLContext tls, final TestEngine... peers) {
    this(name, port, tls, Stream.of(peers).map(peer -> "127.0.0.1:" + peer.port()).toList());
  }

  TestEngine(final String name, final int port, final SSLContext tls, final List<String> addresses) {
    this.name = name;
    engine =
        JGroupsEngine.open(
            new EngineSettings(
                name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), addresses, tls),
            refusals::add);
    engine.start(this);
  }

  static TestEngine plain(final String name, final TestEngine... peers) {
    return new TestEngine(name, 0, null, peers);
  }

  int port() {
    return engine.address().getPort();
  }

  @Override
  public void received(final String member, final byte[] message) {
    if (message.length == QUESTION_BYTES) {
      awaitAnswers();
      engine.send(member, new byte[ANSWER_BYTES]);
    }
    received.add(
        member + " " + (message.length > 100 ? message.length : new String(message, StandardCharsets.UTF_8)));
  }

  private void awaitAnswers() {
    try {
      assertTrue(answers.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void hint(final String member, final boolean lives) {
    hints.add((lives ? "+" : "-") + member);
  }

  void awaitHint(final String hint) throws InterruptedException {
    String next;
    do {
      next = hints.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertNotNull(next, () -> name + " was not told " + hint);
    } while (!next.equals(hint));
  }

  /** Sends until it arrives: a message may be lost while connections are made. */
  void reaches(final TestEngine other, final String text) throws InterruptedException {
    final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() - deadline < 0) {
      engine.send(other.name, text.getBytes(StandardCharsets.UTF_8));
      String next = other.received.poll(50, TimeUnit.MILLISECONDS);
      while (next != null) {
        if (next.equals(name + " " + text)) {
          return;
        }
        next = other.received.poll();
      }
    }
    throw new AssertionError(text + " did not reach " + other.name);
  }

  void awaitMessage(final String message) throws InterruptedException {
    String next;
    do {
      next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertNotNull(next, () -> name + " did not receive " + message);
    } while (!next.equals(message));
  }

  void assertNothingReceived() {
    assertTrue(received.isEmpty(), received::toString);
  }

  @Override
  public void close() {
    engine.close();
  }
}
