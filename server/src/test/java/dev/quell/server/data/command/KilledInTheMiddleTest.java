package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.server.data.TestServer;
import dev.quell.server.data.TestServer.As;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kill that comes while a command works reaches it, wherever it is. */
@Timeout(60) // a backstop: what is not killed would run for hours
class KilledInTheMiddleTest {
  private static final int DOCUMENTS = 50;

  private TestServer server;
  private As inSession;

  @BeforeEach
  void setUp() {
    server = new TestServer();
    server.fill(DOCUMENTS);
    inSession = As.open().in(server.core().session(new UUID(1, 1), Owner.unauthenticated()));
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  /** Runs a command, and kills its session at the n-th poll. */
  private BsonDocument killedAt(final int poll, final BsonDocument command) {
    final AtomicInteger polls = new AtomicInteger();
    return server.run(inSession.atEachCheck(() -> {
      if (polls.incrementAndGet() == poll) {
        server.core().kill(KillPattern.all());
      }
    }), command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{find: 'c', filter: {n: 99}}",
        "{find: 'c', sort: {n: 1}}",
        "{find: 'c', skip: 49}",
        "{count: 'c', query: {n: 99}}",
        "{distinct: 'c', key: 'n'}",
        "{update: 'c', updates: [{q: {n: 99}, u: {$set: {a: 1}}, multi: true}]}",
        "{delete: 'c', deletes: [{q: {n: 99}, limit: 0}]}",
        "{findAndModify: 'c', query: {n: 99}, remove: true}",
        "{findAndModify: 'c', query: {n: 1}, sort: {n: 1}, update: {$inc: {n: 1}}}",
        "{aggregate: 'c', cursor: {}, pipeline: [{$match: {n: 99}}]}",
        "{aggregate: 'c', cursor: {}, pipeline: [{$group: {_id: '$n'}}]}",
        "{aggregate: 'c', cursor: {}, pipeline: [{$sort: {n: 1}}]}",
        "{aggregate: 'c', cursor: {}, pipeline: [{$count: 'n'}]}",
        "{aggregate: 'c', cursor: {}, pipeline: [{$sample: {size: 3}}]}",
        "{aggregate: 'c', cursor: {}, pipeline: [{$facet: {a: [{$match: {n: 99}}]}}]}",
        "{aggregate: 'c', cursor: {}, pipeline: [{$bucket: {groupBy: '$n', boundaries: [0, 100]}}]}",
        "{aggregate: 'c', cursor: {}, pipeline: [{$limit: 1}, {$lookup: {from: 'c', localField: 'x', foreignField: "
            + "'y', as: 'z'}}]}",
        "{aggregate: 'c', cursor: {}, pipeline: [{$limit: 1}, {$unionWith: 'c'}]}"
      })
  void shouldStopWhereItIs(final String command) {
    assertEquals(11601, TestServer.code(killedAt(20, BsonDocument.parse(command))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          {update: 'c', updates: [{q: {}, u: {$set: {a: 1}}, multi: true}]} | {a: 1}
          {delete: 'c', deletes: [{q: {}, limit: 0}]}                       | {gone: 1}
          """)
  void shouldStopBetweenDocumentsAndKeepWhatIsDone(final String command, final String done) {
    killedAt(20, BsonDocument.parse(command));
    final int left = server.run("{count: 'c'}").getInt32("n").getValue();
    final int changed = server.run("{count: 'c', query: " + done + "}").getInt32("n").getValue() + DOCUMENTS - left;
    assertTrue(changed > 0 && changed < DOCUMENTS, () -> changed + " were changed");
  }

  @Test
  void shouldStopAnInsertBetweenDocuments() {
    final BsonArray documents = new BsonArray();
    for (int i = 100; i < 200; i++) {
      documents.add(new BsonDocument("_id", new BsonInt32(i)));
    }
    final BsonDocument reply =
        killedAt(20, new BsonDocument("insert", new BsonString("c")).append("documents", documents));
    assertEquals(
        List.of(11601, DOCUMENTS + 19), List.of(TestServer.code(reply),
            server.run("{count: 'c'}").getInt32("n").getValue()));
  }

  // ---- inside one document

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{find: 'big', filter: {s: /^a*a*a*a*a*a*a*a*c/}}",
        "{find: 'big', filter: {s: {$regex: '^a*a*a*a*a*a*a*a*c'}}}",
        "{find: 'big', filter: {s: {$not: {$regex: '^a*a*a*a*a*a*a*a*c'}}}}",
        "{find: 'big', filter: {$or: [{s: {$regex: '^a*a*a*a*a*a*a*a*c', $ne: 'x'}}]}}",
        "{find: 'big', filter: {s: {$in: [/^a*a*a*a*a*a*a*a*c/]}}}",
        "{find: 'big', filter: {l: {$elemMatch: {$in: [/^a*a*a*a*a*a*a*a*c/]}}}}",
        "{aggregate: 'big', cursor: {}, pipeline: [{$match: {s: /^a*a*a*a*a*a*a*a*c/}}]}",
        "{delete: 'big', deletes: [{q: {s: /^a*a*a*a*a*a*a*a*c/}, limit: 0}]}",
        "{update: 'big', updates: [{q: {_id: 1}, u: {$set: {'l.$[e]': 1}}, arrayFilters: [{e: "
            + "/^a*a*a*a*a*a*a*a*c/}]}]}",
        "{aggregate: 'big', cursor: {}, pipeline: [{$set: {m: '$n', o: '$n'}}, {$unwind: '$n'}, {$unwind: '$m'}, "
            + "{$unwind: '$o'},"
            + " {$match: {q: 1}}]}",
        "{aggregate: 'big', cursor: {}, pipeline: [{$set: {z: 1}}, {$project: {x: {$map: {input: '$n', as: 'a', in: "
            + "{$size: {$map:"
            + " {input: '$n', as: 'b', in: {$size: {$filter: {input: '$n', as: 'c', cond: '$$c'}}}}}}}}}}]}",
        "{aggregate: 'big', cursor: {}, pipeline: [{$project: {x: {$map: {input: '$n', as: 'a', in: {$size: {$filter: "
            + "{input: '$n', as: 'b',"
            + " cond: {$eq: [1, {$size: {$filter: {input: '$n', as: 'c', cond: {$eq: ['$$c', '$$a']}}}}]}}}}}}}}]}"
      })
  void shouldStopInsideADocument(final String command) throws Exception {
    final String bad = "a".repeat(400); // backtracks for longer than anybody waits
    final BsonArray numbers = new BsonArray();
    for (int i = 0; i < 10_000; i++) {
      numbers.add(new BsonInt32(i));
    }
    server.run(
        As.open(),
        new BsonDocument("insert", new BsonString("big"))
            .append(
                "documents",
                new BsonArray(
                    List.of(
                        new BsonDocument("_id", new BsonInt32(1))
                            .append("s", new BsonString(bad))
                            .append("l", new BsonArray(List.of(new BsonString(bad))))
                            .append("n", numbers)))));
    final CountDownLatch working = new CountDownLatch(100); // by then it is in the middle of the document
    final ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      final Future<BsonDocument> victim =
          pool.submit(() -> server.run(inSession.atEachCheck(working::countDown), BsonDocument.parse(command)));
      working.await();
      server.core().kill(KillPattern.all());
      assertEquals(11601, TestServer.code(victim.get()));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void shouldWakeASleepAtOnce() throws Exception {
    final ExecutorService pool = Executors.newSingleThreadExecutor();
    try (Operation operation = inSession.session().orElseThrow().begin("sleep")) {
      final CountDownLatch started = new CountDownLatch(1);
      final Future<BsonDocument> victim = pool.submit(() -> {
        started.countDown();
        return server.run(inSession, BsonDocument.parse("{sleep: 1, secs: 3600}"), operation);
      });
      started.await();
      server.core().kill(KillPattern.all());
      assertEquals(11601, TestServer.code(victim.get()));
    } finally {
      pool.shutdownNow();
    }
  }

  // ---- many

  @Test
  void shouldKillTheScansOfOneSessionAndLetTheOthersFinish() throws Exception {
    final int each = 4;
    final Session bystander = server.core().session(new UUID(2, 2), Owner.unauthenticated());
    final CountDownLatch working = new CountDownLatch(2 * each);
    final CountDownLatch killed = new CountDownLatch(1);
    final ExecutorService pool = Executors.newFixedThreadPool(2 * each);
    try {
      final List<Future<BsonDocument>> victims = new ArrayList<>();
      final List<Future<BsonDocument>> others = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        victims.add(pool.submit(() -> server.run(inTheMiddle(inSession, working, killed),
            BsonDocument.parse("{find: 'c', sort: {n: 1}}"))));
        others.add(
            pool.submit(
                () -> server.run(inTheMiddle(As.open().in(bystander), working, killed),
                    BsonDocument.parse("{find: 'c', sort: {n: 1}}"))));
      }
      working.await();
      final long claimed = server.core().kill(KillPattern.session(new UUID(1, 1))).operationsKilled();
      killed.countDown();
      final List<Integer> codes = new ArrayList<>();
      for (final Future<BsonDocument> victim : victims) {
        codes.add(TestServer.code(victim.get()));
      }
      for (final Future<BsonDocument> other : others) {
        codes.add(TestServer.batch(other.get()).size());
      }
      assertEquals("4 [11601, 11601, 11601, 11601, 50, 50, 50, 50]", claimed + " " + codes);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Waits at the tenth poll until the kill was done. */
  private static As inTheMiddle(final As as, final CountDownLatch working, final CountDownLatch killed) {
    final AtomicInteger polls = new AtomicInteger();
    return as.atEachCheck(() -> {
      if (polls.incrementAndGet() == 10) {
        working.countDown();
        try {
          killed.await();
        } catch (final InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    });
  }
}
