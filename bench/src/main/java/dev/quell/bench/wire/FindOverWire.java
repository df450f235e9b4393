package dev.quell.bench.wire;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;

/**
 * Question: what does one server take longer for a find by {@code _id} than another, as a client sees it?
 *
 * <p>Both servers run all the time, each in a process of its own, and are asked by turns: some thousand finds of one,
 * the same of the other, on one connection and in one session each. A round gives the median of each. What is printed
 * is the median of a server's rounds, and the median of the rounds' ratios, which an unsteady machine moves less.
 * Compare a jar with itself to see the noise. Refuted if a find does not return its document.
 *
 * <p>{@code java -cp bench/target/quell-bench.jar dev.quell.bench.wire.FindOverWire <quell-server.jar of before>
 * <quell-server.jar of now> [rounds, 40 unless given]}
 */
public final class FindOverWire {
  private static final int DOCUMENTS = 10_000;
  private static final int FINDS = 4_000;
  private static final int WARM_UP = 8;

  private final Claims claims = new Claims("findOverWire");

  private FindOverWire() {}

  public static void main(final String[] args) throws IOException {
    Checks.that(args.length >= 2, "expected the paths of two quell-server.jar");
    final FindOverWire bench = new FindOverWire();
    bench.run(Path.of(args[0]), Path.of(args[1]), args.length > 2 ? Integer.parseInt(args[2]) : 40);
    bench.claims.finish();
  }

  private void run(final Path before, final Path now, final int rounds) throws IOException {
    final double[] old = new double[rounds];
    final double[] young = new double[rounds];
    final double[] ratios = new double[rounds];
    try (Asked first = new Asked(before); Asked second = new Asked(now)) {
      for (int round = -WARM_UP; round < rounds; round++) {
        claims.progress("rounds", Math.max(0, round), rounds);
        final boolean turned = round % 2 != 0; // none is always the first of a pair
        final double one = (turned ? second : first).medianMicros();
        final double other = (turned ? first : second).medianMicros();
        if (round >= 0) {
          old[round] = turned ? other : one;
          young[round] = turned ? one : other;
          ratios[round] = young[round] / old[round];
        }
      }
      claims.claim(first.wrong + second.wrong == 0, "a find did not return its document");
    }
    Line.of("find").with("server", "before").with("rounds", rounds).with("p50us", median(old), 2).print();
    Line.of("find").with("server", "now").with("rounds", rounds).with("p50us", median(young), 2).print();
    Line.of("ratio").with("p50", median(ratios), 4)
        .with("p25", ratios[rounds / 4], 4) // sorted by median
        .with("p75", ratios[rounds * 3 / 4], 4)
        .print();
  }

  private static double median(final double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** A server and the one client that asks it. */
  private static final class Asked implements AutoCloseable {
    private final ServerProcess server;
    private final MongoClient client;
    private final ClientSession session;
    private final MongoCollection<Document> documents;
    private final double[] micros = new double[FINDS];
    private long wrong;
    private int next;

    Asked(final Path jar) throws IOException {
      server = ServerProcess.start(jar);
      client = MongoClients.create(
          MongoClientSettings.builder()
              .applyConnectionString(new ConnectionString("mongodb://127.0.0.1:" + server.port()))
              .applyToConnectionPoolSettings(pool -> pool.maxSize(1))
              .build());
      session = client.startSession();
      documents = client.getDatabase("bench").getCollection("documents");
      final List<Document> all = new ArrayList<>(DOCUMENTS);
      IntStream.range(0, DOCUMENTS).forEach(i -> all.add(new Document("_id", i).append("name", "document " + i)));
      documents.insertMany(all);
    }

    double medianMicros() {
      for (int i = 0; i < FINDS; i++) {
        next = (next + 1) % DOCUMENTS;
        final long start = System.nanoTime();
        final Document found = documents.find(session, new Document("_id", next)).first();
        micros[i] = (System.nanoTime() - start) / (double) TimeUnit.MICROSECONDS.toNanos(1);
        if (found == null || found.getInteger("_id") != next) {
          wrong++;
        }
      }
      return median(micros);
    }

    @Override
    public void close() {
      session.close();
      client.close();
      server.close();
    }
  }
}
