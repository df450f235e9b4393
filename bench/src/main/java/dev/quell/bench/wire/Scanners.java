package dev.quell.bench.wire;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.bson.Document;

/**
 * Clients that scan a collection from one end to the other, or ping, each on a thread, a connection and a session of
 * its own, in rounds: all start together, and a round is over when each has been killed or has come to the end.
 */
final class Scanners implements AutoCloseable {
  private static final int INTERRUPTED = 11601;
  private static final Document PING = new Document("ping", 1);

  private final List<Thread> threads = new ArrayList<>();
  private final Phaser start;
  private final Phaser end;
  private final AtomicLong lastStopNanos = new AtomicLong();
  private final AtomicLong killed = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile boolean closed;
  /** Whether the round is one of pings: what it takes at least to tell all clients something. */
  private volatile boolean pings;

  /** Called, to the end of each victim: set before a kill. */
  private volatile long calledNanos;

  final ConcurrentHistogram stops = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(5), 3);

  Scanners(final MongoClient client, final MongoCollection<Document> collection, final int count) {
    start = new Phaser(count + 1);
    end = new Phaser(count + 1);
    for (int i = 0; i < count; i++) {
      final Thread thread = new Thread(() -> scan(client, collection), "scan-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void scan(final MongoClient client, final MongoCollection<Document> collection) {
    final MongoDatabase admin = client.getDatabase("admin");
    try (ClientSession session = client.startSession()) {
      while (true) {
        start.arriveAndAwaitAdvance();
        if (closed) {
          return;
        }
        try {
          if (pings) {
            admin.runCommand(session, PING);
            lastStopNanos.accumulateAndGet(System.nanoTime(), Math::max);
          } else {
            collection.find(session, Filters.eq("nothing", 1)).first();
          }
          finished.incrementAndGet();
        } catch (final MongoException e) {
          final long now = System.nanoTime();
          if (e.getCode() == INTERRUPTED) {
            killed.incrementAndGet();
            lastStopNanos.accumulateAndGet(now, Math::max);
            stops.recordValue(Math.max(0, now - calledNanos));
          } else {
            failed.incrementAndGet();
          }
        }
        end.arriveAndAwaitAdvance();
      }
    }
  }

  /** Lets all ask for something that takes no time, at once; the round ends as one of scans does. */
  void beginPings() {
    pings = true;
    start();
  }

  /** Lets all scan. */
  void begin() {
    pings = false;
    start();
  }

  private void start() {
    killed.set(0);
    finished.set(0);
    lastStopNanos.set(Long.MIN_VALUE);
    start.arriveAndAwaitAdvance();
  }

  /** The kill is called now. */
  void called(final long nanos) {
    calledNanos = nanos;
  }

  /** Waits until none scans. */
  void awaitEnd() {
    end.arriveAndAwaitAdvance();
  }

  long killed() {
    return killed.get();
  }

  long finished() {
    return finished.get();
  }

  /** Those that saw another error than that of a kill, since the start. */
  long failed() {
    return failed.get();
  }

  /** When the last one that was killed in this round, or pinged, heard of it. */
  long lastStopNanos() {
    return lastStopNanos.get();
  }

  @Override
  public void close() {
    closed = true;
    start.arriveAndAwaitAdvance();
    for (final Thread thread : threads) {
      try {
        thread.join();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
