package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Event loops that have nothing to read. */
class ArrivalsTest {
  private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Arrivals arrivals = new Arrivals(loops);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    released.countDown();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void shouldNotWaitLongForALoopThatIsBusy() throws InterruptedException {
    final EventExecutor own = loops.next();
    final CountDownLatch busy = new CountDownLatch(1);
    loops.next().execute(() -> {
      busy.countDown();
      try {
        released.await();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    busy.await();
    final CountDownLatch done = new CountDownLatch(1);
    arrivals.first(own, own, done::countDown);
    assertTrue(done.await(60, TimeUnit.SECONDS));
  }

  @Test
  void shouldRunItOnce() throws InterruptedException {
    final EventExecutor own = loops.next();
    final AtomicInteger runs = new AtomicInteger();
    final CountDownLatch timeIsUp = new CountDownLatch(1);
    arrivals.first(own, own, runs::incrementAndGet);
    own.schedule(timeIsUp::countDown, 2 * Arrivals.MOST_MILLIS, TimeUnit.MILLISECONDS);
    timeIsUp.await();
    assertTrue(runs.get() == 1, () -> "run " + runs + " times");
  }
}
