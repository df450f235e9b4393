package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static dev.quell.server.TestServer.fill;
import static dev.quell.server.TestServer.orders;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.ServerApi;
import com.mongodb.ServerApiVersion;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCursor;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official driver where it keeps to the Stable API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StableApiTest {
  private TestServer server;
  private MongoClient client;

  @BeforeAll
  void start() throws StartException {
    server = TestServer.open();
    client = server.client(server.settings().serverApi(
        ServerApi.builder().version(ServerApiVersion.V1).strict(true).deprecationErrors(true).build()));
    fill(client, 10);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void shouldReadOverSeveralBatches() {
    assertEquals(10, orders(client).find().batchSize(3).into(new ArrayList<>()).size());
    assertEquals(10, orders(client).countDocuments());
  }

  @Test
  void shouldCloseACursor() {
    try (MongoCursor<Document> cursor = orders(client).find().batchSize(2).iterator()) {
      cursor.next();
    }
    assertEquals(0, server.server.core().cursors().count());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {ping: 1}                               | 0
      {listCollections: 1}                    | 0
      {killSessions: []}                      | 323
      {killAllSessions: []}                   | 323
      {killAllSessionsByPattern: []}          | 323
      {killOp: 1, op: 5}                      | 323
      {currentOp: true}                       | 323
      {distinct: 'orders', key: 'n'}          | 323
      {serverStatus: 1}                       | 323
      """)
  void shouldKeepToIt(final String command, final int code) {
    assertEquals(code, codeOf(() -> server.admin(client, command)));
  }

  @Test
  void shouldListNothingWithIt() {
    assertEquals(323, codeOf(() -> client.getDatabase("admin")
        .aggregate(List.of(new Document("$currentOp", new Document()))).into(new ArrayList<>())));
  }
}
