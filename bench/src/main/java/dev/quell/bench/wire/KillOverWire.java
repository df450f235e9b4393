package dev.quell.bench.wire;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.bson.Document;

/**
 * Question: how long does a kill of everything take over the wire, to its reply and until the last victim has heard of
 * it, with 1, 64 and 512 scans running; and how long with every worker of the server busy and more commands waiting:
 * some, and 400?
 *
 * <p>Each round starts the scans, waits until the server lists them all, sends {@code ping} and then {@code
 * killAllSessions: []}, and waits until no scan is left. The ping, on the same connection in the same moment, is the
 * limit: what any command takes there, under that load. The limit of the last victim is what it takes all of them to
 * ping at the same moment while nothing else is done. The server is a process of its own; clients and server share the
 * machine, so with many scans most of what is measured is the wait for a processor. Refuted if a victim sees
 * anything but 11601, or if a kill is answered later than the scans take to run out.
 *
 * <p>{@code java -cp bench/target/quell-bench.jar dev.quell.bench.wire.KillOverWire server/target/quell-server.jar
 * [rounds with one scan, 100 unless given; with more scans fewer, by the root [situations]]}: numbers of scans, {@code
 * allWorkersBusy}, {@code waiting}; {@code 1 64 512 allWorkersBusy waiting} unless given
 */
public final class KillOverWire {
  private static final String BUSY = "allWorkersBusy";
  private static final String WAITING = "waiting";
  private static final List<String> SITUATIONS = List.of("1", "64", "512", BUSY, WAITING);
  private static final int DOCUMENTS = 300_000;
  private static final int BATCH = 10_000;
  private static final int WORKERS = 8;
  private static final int WAIT = 400;
  private static final int WARM_UP = 10;

  private final Path jar;
  private final int rounds;
  private final Claims claims = new Claims("killOverWire");
  /** Whether the server lists more than its workers run. */
  private boolean listsWhatWaits;

  private KillOverWire(final Path jar, final int rounds) {
    this.jar = jar;
    this.rounds = rounds;
  }

  public static void main(final String[] args) throws IOException {
    Checks.that(args.length >= 1, "expected the path of quell-server.jar");
    final KillOverWire bench = new KillOverWire(Path.of(args[0]), args.length > 1 ? Integer.parseInt(args[1]) : 100);
    bench.run(args.length > 2 ? List.of(args).subList(2, args.length) : SITUATIONS);
    bench.claims.finish();
  }

  private void run(final List<String> situations) throws IOException {
    final int[] free = situations.stream().filter(each -> Character.isDigit(each.charAt(0)))
        .mapToInt(Integer::parseInt).toArray();
    if (free.length > 0) {
      try (ServerProcess server = ServerProcess.start(jar, "--workers", "1024")) {
        for (final int scans : free) {
          measure("free", server, scans, scans);
        }
      }
    }
    // More scans than workers: the rest waits. A server that begins what it has received lists it and kills it at once.
    if (situations.contains(BUSY) || situations.contains(WAITING)) {
      try (ServerProcess server = ServerProcess.start(jar, "--workers", Integer.toString(WORKERS))) {
        if (situations.contains(BUSY)) {
          measure(BUSY, server, 8 * WORKERS, WORKERS);
        }
        if (situations.contains(WAITING) && (listsWhatWaits || !situations.contains(BUSY))) {
          measure(WAITING, server, WAIT, WAIT);
        }
      }
    }
  }

  private void measure(final String situation, final ServerProcess server, final int scans, final int running) {
    final int rounds = Math.max(1, (int) (this.rounds / Math.sqrt(scans))); // a round with more scans has more victims
    final int warmUp = Math.min(WARM_UP, rounds);
    final Histogram ping = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    final Histogram reply = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    final Histogram last = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    final Histogram core = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
    long finished = 0;
    try (MongoClient client = connect(server, scans + 1); MongoClient killer = connect(server, 1)) {
      final MongoCollection<Document> collection = client.getDatabase("bench").getCollection("documents");
      fill(collection);
      final MongoDatabase admin = killer.getDatabase("admin");
      try (Scanners scanners = new Scanners(client, collection, scans)) {
        for (int round = -warmUp; round < rounds; round++) {
          progress(situation, scans, round, rounds);
          if (round == 0) {
            scanners.stops.reset();
            finished = 0;
          }
          scanners.begin();
          awaitRunning(admin, running, scanners);
          listsWhatWaits |= running(admin) > running;
          final long pinged = System.nanoTime();
          admin.runCommand(new Document("ping", 1));
          final long called = System.nanoTime();
          scanners.called(called);
          final Document answer = admin.runCommand(new Document("killAllSessions", List.of()).append("report", true));
          final long replied = System.nanoTime();
          while (situation.equals(BUSY) && !idle(admin)) {
            // Those that were on their way, and on an older server those that had waited: no victims of that kill.
            admin.runCommand(new Document("killAllSessions", List.of()));
          }
          scanners.awaitEnd();
          finished += scanners.finished();
          if (round >= 0) {
            ping.recordValue(called - pinged);
            reply.recordValue(replied - called);
            core.recordValue(answer.get("report", Document.class).getLong("micros"));
            if (scanners.killed() > 0) {
              last.recordValue(Math.max(0, scanners.lastStopNanos() - called));
            }
          }
        }
        final Histogram pings = pingAtOnce(scanners, rounds);
        claims.claim(scanners.failed() == 0, "a victim saw something else than 11601");
        print(situation, scans, "ping", ping, 1e3);
        print(situation, scans, "killToReply", reply, 1e3);
        print(situation, scans, "insideTheCore", core, 1);
        if (!situation.equals(BUSY)) {
          print(situation, scans, "killToEachVictim", scanners.stops, 1e3);
          print(situation, scans, "killToLastVictim", last, 1e3);
          print(situation, scans, "pingsToLastReply", pings, 1e3);
        }
        Line.of("scans").with("situation", situation).with("scans", scans).with("ranOut", finished).print();
      }
    }
  }

  /** From when all clients ping to when the last one has its answer: so long it takes at least to tell all. */
  private static Histogram pingAtOnce(final Scanners scanners, final int rounds) {
    final Histogram times = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    for (int round = 0; round < rounds; round++) {
      final long start = System.nanoTime();
      scanners.beginPings();
      scanners.awaitEnd();
      times.recordValue(Math.max(0, scanners.lastStopNanos() - start));
    }
    return times;
  }

  private static MongoClient connect(final ServerProcess server, final int connections) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString("mongodb://127.0.0.1:" + server.port()))
            .applyToConnectionPoolSettings(
                pool -> pool.maxSize(connections).maxConnecting(8).maxWaitTime(2, TimeUnit.MINUTES))
            .retryReads(false)
            .build());
  }

  private static void fill(final MongoCollection<Document> collection) {
    if (collection.estimatedDocumentCount() == DOCUMENTS) {
      return;
    }
    for (int from = 0; from < DOCUMENTS; from += BATCH) {
      final List<Document> batch = new ArrayList<>(BATCH);
      IntStream.range(from, from + BATCH)
          .forEach(i -> batch.add(new Document("_id", i).append("name", "document " + i)));
      collection.insertMany(batch);
    }
  }

  private static long running(final MongoDatabase admin) {
    final Document answer =
        admin.runCommand(
            new Document("aggregate", 1)
                .append("pipeline", List.of(
                    new Document("$currentOp", new Document()),
                    new Document("$match", new Document("ns", "bench.documents")),
                    new Document("$count", "running")))
                .append("cursor", new Document()));
    final List<Document> batch = answer.get("cursor", Document.class).getList("firstBatch", Document.class);
    return batch.isEmpty() ? 0 : batch.get(0).get("running", Number.class).longValue();
  }

  /** Until all run; or one has come to its end already, and the round is one with fewer victims. */
  private static void awaitRunning(final MongoDatabase admin, final int count, final Scanners scanners) {
    while (running(admin) < count && scanners.finished() == 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static boolean idle(final MongoDatabase admin) {
    return running(admin) == 0;
  }

  private void progress(final String situation, final int scans, final int round, final int rounds) {
    claims.progress("rounds, " + situation + ", " + scans + " scans", Math.max(0, round), rounds);
  }

  private static void print(
      final String situation, final int scans, final String what, final Histogram times, final double perMicro) {
    Line.of("kill")
        .with("situation", situation)
        .with("scans", scans)
        .with("what", what)
        .with("count", times.getTotalCount())
        .with("p50us", times.getValueAtPercentile(50) / perMicro, 1)
        .with("p99us", times.getValueAtPercentile(99) / perMicro, 1)
        .with("maxus", times.getMaxValue() / perMicro, 1)
        .print();
  }
}
