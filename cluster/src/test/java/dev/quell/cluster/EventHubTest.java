package dev.quell.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Registration;
import dev.quell.cluster.driver.Tasks;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.MemberId;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventHubTest {
  private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
  private final Tasks tasks = new Tasks("hub-test", errors::add);
  private final EventHub hub = new EventHub("a", tasks, tasks.serial(), errors::add);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    tasks.close();
  }

  /** Blocks at the first event, and keeps what it hears. */
  private final class Blocker implements ClusterListener {
    final BlockingQueue<ClusterEvent> heard = new LinkedBlockingQueue<>();

    @Override
    public void onEvent(final ClusterEvent event) {
      heard.add(event);
      entered.countDown();
      try {
        release.await();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void tell(final int number) {
    hub.tell(new Event.MemberNew(new MemberId("m" + number, 1)));
  }

  private static ClusterEvent joined(final int number) {
    return new ClusterEvent.MemberJoined("m" + number);
  }

  private static ClusterEvent next(final BlockingQueue<ClusterEvent> heard) throws InterruptedException {
    return heard.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void shouldTellInOrder() throws Exception {
    final BlockingQueue<ClusterEvent> heard = new LinkedBlockingQueue<>();
    hub.add(heard::add);
    for (int i = 0; i < 1_000; i++) {
      tell(i);
    }
    for (int i = 0; i < 1_000; i++) {
      assertEquals(joined(i), next(heard));
    }
  }

  @Test
  void shouldDropTheOldestBehindListenerThatBlocksAndTellHowMany() throws Exception {
    final Blocker blocker = new Blocker();
    hub.add(blocker);
    tell(0);
    assertTrue(entered.await(20, TimeUnit.SECONDS));
    for (int i = 1; i <= Mailbox.MOST + 5; i++) {
      tell(i);
    }
    release.countDown();
    assertEquals(joined(0), next(blocker.heard));
    assertEquals(new ClusterEvent.EventsLost(5), next(blocker.heard));
    for (int i = 6; i <= Mailbox.MOST + 5; i++) {
      assertEquals(joined(i), next(blocker.heard));
    }
    tell(-1);
    assertEquals(joined(-1), next(blocker.heard));
  }

  @Test
  void shouldTellOthersWhileOneBlocks() throws Exception {
    hub.add(new Blocker());
    final BlockingQueue<ClusterEvent> heard = new LinkedBlockingQueue<>();
    hub.add(heard::add);
    tell(0);
    assertTrue(entered.await(20, TimeUnit.SECONDS));
    tell(1);
    assertEquals(joined(0), next(heard));
    assertEquals(joined(1), next(heard));
  }

  @Test
  void shouldTellOnAfterListenerThrows() throws Exception {
    final BlockingQueue<ClusterEvent> heard = new LinkedBlockingQueue<>();
    hub.add(event -> {
      heard.add(event);
      throw new IllegalStateException("as planned");
    });
    tell(0);
    tell(1);
    assertEquals(joined(0), next(heard));
    assertEquals(joined(1), next(heard));
    tasks.close(); // waits for what runs
    assertEquals(2, errors.size());
  }

  @Test
  void shouldTellNothingMoreOnceTakenBack() throws Exception {
    final Blocker blocker = new Blocker();
    final Registration registration = hub.add(blocker);
    tell(0);
    assertTrue(entered.await(20, TimeUnit.SECONDS));
    tell(1);
    registration.close();
    tell(2);
    release.countDown();
    tasks.close(); // waits for what runs
    assertEquals(joined(0), blocker.heard.poll());
    assertNull(blocker.heard.poll());
  }
}
