package dev.quell.server.data.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.command.CommandException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.h2.mvstore.MVMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreTest {
  private static final Namespace NAME = new Namespace("db", "c");

  private static byte[] document(final int id, final int value) {
    return Bytes.of(new BsonDocument("_id", new BsonInt32(id)).append("v", new BsonInt32(value)));
  }

  private static Records.Outcome insert(final Records records, final int id) {
    return records.insert(new BsonInt32(id), document(id, 0));
  }

  private static List<Integer> ids(final Records records, final boolean backwards) {
    final List<Integer> ids = new ArrayList<>();
    try (Scan scan = records.scan(backwards)) {
      scan.forEachRemaining(stored -> ids.add(Bytes.idOf(stored.document()).asInt32().getValue()));
    }
    return ids;
  }

  @Test
  void shouldKeepTheOrderOfInsertion() {
    try (Store store = Store.inMemory()) {
      final Records records = store.findOrCreate(NAME);
      IntStream.of(5, 1, 3).forEach(id -> insert(records, id));
      assertEquals(List.of(List.of(5, 1, 3), List.of(3, 1, 5)), List.of(ids(records, false), ids(records, true)));
    }
  }

  @Test
  void shouldRefuseASecondDocumentOfTheSameId() {
    try (Store store = Store.inMemory()) {
      final Records records = store.findOrCreate(NAME);
      insert(records, 1);
      assertEquals(Records.Outcome.DUPLICATE, insert(records, 1));
    }
  }

  @Test
  void shouldFindByIdAfterAChange() {
    try (Store store = Store.inMemory()) {
      final Records records = store.findOrCreate(NAME);
      insert(records, 1);
      records.replace(records.byId(new BsonInt32(1)).orElseThrow(), document(1, 7));
      assertArrayEquals(document(1, 7), records.byId(new BsonInt32(1)).orElseThrow().document());
    }
  }

  @Test
  void shouldNotReplaceWhatHasChangedMeanwhile() {
    try (Store store = Store.inMemory()) {
      final Records records = store.findOrCreate(NAME);
      insert(records, 1);
      final Stored read = records.byId(new BsonInt32(1)).orElseThrow();
      records.replace(read, document(1, 7));
      assertEquals(Records.Outcome.LOST, records.replace(read, document(1, 8)));
    }
  }

  @Test
  void shouldNotRemoveWhatHasChangedMeanwhile() {
    try (Store store = Store.inMemory()) {
      final Records records = store.findOrCreate(NAME);
      insert(records, 1);
      final Stored read = records.byId(new BsonInt32(1)).orElseThrow();
      records.replace(read, document(1, 7));
      assertEquals(Records.Outcome.LOST, records.remove(read));
    }
  }

  @Test
  void shouldTakeTheIdOfARemovedDocumentAgain() {
    try (Store store = Store.inMemory()) {
      final Records records = store.findOrCreate(NAME);
      insert(records, 1);
      records.remove(records.byId(new BsonInt32(1)).orElseThrow());
      assertEquals(Records.Outcome.DONE, insert(records, 1));
    }
  }

  @Test
  void shouldScanWhatWasThereAtTheStart() {
    try (Store store = Store.inMemory()) {
      final Records records = store.findOrCreate(NAME);
      IntStream.range(0, 1000).forEach(id -> insert(records, id));
      try (Scan scan = records.scan(false)) {
        scan.next();
        IntStream.range(1000, 3000).forEach(id -> insert(records, id));
        int rest = 0;
        for (; scan.hasNext(); scan.next()) {
          rest++;
        }
        assertEquals(999, rest);
      }
    }
  }

  @Test
  void shouldScanToTheEndThoughTheCollectionIsDropped() {
    try (Store store = Store.inMemory()) {
      final Records records = store.findOrCreate(NAME);
      IntStream.range(0, 5000).forEach(id -> insert(records, id));
      try (Scan scan = records.scan(false)) {
        scan.next();
        store.drop(NAME);
        int rest = 0;
        for (; scan.hasNext(); scan.next()) {
          rest++;
        }
        assertEquals(4999, rest);
      }
    }
  }

  @Test
  void shouldRefuseToWriteToADroppedCollection() {
    try (Store store = Store.inMemory()) {
      final Records records = store.findOrCreate(NAME);
      store.drop(NAME);
      assertEquals(
          26, assertThrows(CommandException.class, () -> Store.changing(records, () -> insert(records, 1))).code());
    }
  }

  @Test
  void shouldForgetDroppedCollections() {
    try (Store store = Store.inMemory()) {
      final int before = store.store().getMapNames().size();
      for (int i = 0; i < 100; i++) {
        insert(store.findOrCreate(NAME), 1);
        store.drop(NAME);
      }
      assertEquals(before, store.store().getMapNames().size());
    }
  }

  @Test
  void shouldDropACollectionThatOthersLookForJustThen() throws Exception {
    final int finders = 4;
    final ExecutorService pool = Executors.newFixedThreadPool(finders);
    try (Store store = Store.inMemory()) {
      for (int round = 0; round < 1_000; round++) {
        final Records records = store.findOrCreate(NAME);
        IntStream.range(0, 100).forEach(id -> insert(records, id));
        final CyclicBarrier start = new CyclicBarrier(finders + 1);
        final List<Future<?>> found = new ArrayList<>();
        for (int i = 0; i < finders; i++) {
          found.add(pool.submit(() -> {
            start.await();
            while (store.find(NAME).isPresent()) {
              Thread.onSpinWait();
            }
            return null;
          }));
        }
        start.await();
        assertTrue(store.drop(NAME));
        for (final Future<?> one : found) {
          one.get();
        }
      }
      assertEquals(0, store.store().getMapNames().stream().filter(name -> name.startsWith("records.")).count());
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void shouldListDatabasesAndCollectionsInOrder() {
    try (Store store = Store.inMemory()) {
      List.of("b.x", "a.z", "a.y", "ab.q").forEach(name -> store.create(Namespace.of(name), new BsonDocument()));
      assertEquals(
          List.of("[a, ab, b]", "[a.y, a.z]"),
          List.of(store.databases().toString(), store.collections("a").map(Records::namespace).toList().toString()));
    }
  }

  @Test
  void shouldInsertEachIdOnceThoughManyTry() throws Exception {
    final int threads = 4;
    final ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Store store = Store.inMemory()) {
      final CyclicBarrier start = new CyclicBarrier(threads);
      final List<Future<Integer>> results = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        results.add(pool.submit((Callable<Integer>) () -> {
          start.await();
          final Records records = store.findOrCreate(NAME);
          return (int) IntStream.range(0, 500).filter(id -> insert(records, id) == Records.Outcome.DONE).count();
        }));
      }
      int inserted = 0;
      for (final Future<Integer> result : results) {
        inserted += result.get();
      }
      assertEquals(List.of(500, 500), List.of(inserted, ids(store.find(NAME).orElseThrow(), false).size()));
    } finally {
      pool.shutdownNow();
    }
  }

  // ---- on disk

  @Test
  void shouldKeepWhatWasWritten(@TempDir final Path directory) {
    try (Store store = Store.at(directory)) {
      insert(store.findOrCreate(NAME), 1);
      store.map("users").put("u", new byte[] {1, 2});
    }
    try (Store store = Store.at(directory)) {
      assertEquals(
          List.of("[1]", "[1, 2]"),
          List.of(ids(store.find(NAME).orElseThrow(), false).toString(), Arrays.toString(store.map("users").get("u"))));
    }
  }

  @Test
  void shouldGoOnCountingWhereItWas(@TempDir final Path directory) {
    try (Store store = Store.at(directory)) {
      insert(store.findOrCreate(NAME), 1);
    }
    try (Store store = Store.at(directory)) {
      insert(store.findOrCreate(NAME), 0);
      assertEquals(List.of(1, 0), ids(store.find(NAME).orElseThrow(), false));
    }
  }

  @Test
  void shouldMakeGoodAnIndexThatACrashLeftBehind(@TempDir final Path directory) {
    try (Store store = Store.at(directory)) {
      final Records records = store.findOrCreate(NAME);
      insert(records, 1);
      insert(records, 2);
      store.store().openMap("records." + records.uuid()).remove(1L);
    }
    try (Store store = Store.at(directory)) {
      assertEquals(Records.Outcome.DONE, insert(store.find(NAME).orElseThrow(), 1));
    }
  }

  @Test
  void shouldMakeGoodAnIndexThatIsWrongInBothDirections(@TempDir final Path directory) {
    final Store killed = Store.at(directory);
    final Records records = killed.findOrCreate(NAME);
    insert(records, 1);
    insert(records, 2);
    final MVMap<Long, byte[]> documents = killed.store().openMap("records." + records.uuid());
    documents.put(3L, documents.remove(1L)); // one too many, one missing
    killed.store().commit();
    killed.store().closeImmediately();
    try (Store store = Store.at(directory)) {
      final Records again = store.find(NAME).orElseThrow();
      assertEquals(List.of(2, 1), ids(again, false));
      assertEquals(3L, again.byId(new BsonInt32(1)).orElseThrow().record());
    }
  }

  @Test
  void shouldSayThatAnotherHasTheFile(@TempDir final Path directory) {
    try (Store store = Store.at(directory)) {
      assertTrue(
          assertThrows(StoreException.class,
              () -> Store.at(directory)).getMessage().contains("in use by another process"),
          store::toString);
    }
  }

  @Test
  void shouldSayThatTheFileIsDamaged(@TempDir final Path directory) throws Exception {
    Files.write(directory.resolve("quell.mv.db"), "this is no store".repeat(1000).getBytes(StandardCharsets.UTF_8));
    assertTrue(assertThrows(StoreException.class, () -> Store.at(directory)).getMessage().contains("damaged"));
  }

  @Test
  void shouldSayThatTheDirectoryIsNone(@TempDir final Path directory) throws Exception {
    final Path file = Files.createFile(directory.resolve("file"));
    assertTrue(assertThrows(StoreException.class,
        () -> Store.at(file)).getMessage().contains("cannot make the data directory"));
  }

  @Test
  void shouldReadAnOldSnapshotThoughTheFileIsCompacted(@TempDir final Path directory) {
    try (Store store = Store.at(directory)) {
      store.store().setRetentionTime(0);
      final Records records = store.findOrCreate(NAME);
      IntStream.range(0, 20_000).forEach(id -> insert(records, id));
      store.store().commit();
      try (Scan scan = records.scan(false)) {
        scan.next();
        for (int round = 0; round < 5; round++) {
          try (Scan all = records.scan(false)) {
            all.forEachRemaining(stored -> records.replace(stored,
                document(Bytes.idOf(stored.document()).asInt32().getValue(), 9)));
          }
          store.store().commit();
          store.store().compact(95, 1 << 24);
        }
        store.store().setCacheSize(0);
        long zeros = 1;
        while (scan.hasNext()) {
          zeros += Arrays.equals(scan.next().document(), document((int) zeros, 0)) ? 1 : 0;
        }
        assertEquals(20_000, zeros);
      }
    }
  }

  // ---- names

  @ParameterizedTest
  @CsvSource({"a/b,c", "'',c", "a.b,c", "a b,c", "$a,c", "db,''", "db,.c", "db,c.", "db,a$b"})
  void shouldRefuseABadName(final String db, final String collection) {
    assertEquals(73, assertThrows(CommandException.class, () -> Namespace.checked(db, collection)).code());
  }

  @Test
  void shouldRefuseALongName() {
    assertEquals(73, assertThrows(CommandException.class, () -> Namespace.checked("db", "x".repeat(253))).code());
  }

  @Test
  void shouldRefuseToWriteToSystemCollections() {
    assertEquals(73, assertThrows(CommandException.class, () -> Namespace.writable("db", "system.users")).code());
  }

  @Test
  void shouldKeepWhatIsSaidAboutACollection() {
    try (Store store = Store.inMemory()) {
      store.create(NAME, new BsonDocument());
      store.describe(NAME, description -> description.append("x", new BsonString("y")));
      assertEquals("y", store.find(NAME).orElseThrow().description().getString("x").getValue());
    }
  }
}
