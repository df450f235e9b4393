package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with as many sessions as it may have. Each command comes with an lsid of its own, as drivers send it. */
final class FullTableTest {
  private TestServer server;
  private MongoClient client;
  private ClientSession first;

  @BeforeEach
  void fill() throws StartException {
    server = TestServer.with(options -> options.maxSessions(1));
    client = server.client();
    first = client.startSession();
    client.getDatabase("admin").runCommand(first, new Document("ping", 1));
    assertEquals(1, server.server.core().telemetry().sessions());
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** In a session of its own, which is not closed. */
  private Document run(final String json) {
    return run(client.startSession(), json);
  }

  private Document run(final ClientSession session, final String json) {
    return client.getDatabase("admin").runCommand(session, Document.parse(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{currentOp: 1}", "{aggregate: 1, pipeline: [{$currentOp: {}}], cursor: {}}",
    "{aggregate: 1, pipeline: [{$listLocalSessions: {}}], cursor: {}}",
    "{aggregate: 1, pipeline: [{$listLocalSessions: {}}, {$match: {}}], cursor: {}}",
    "{killOp: 1, op: 12345}", "{killCursors: 'c', cursors: [{$numberLong: '5'}]}",
    "{endSessions: []}", "{refreshSessions: []}", "{serverStatus: 1}", "{ping: 1}",
    "{killAllSessions: []}", "{usersInfo: 1}", "{rolesInfo: 1}", "{listDatabases: 1}",
    "{createUser: 'x', pwd: 'y', roles: []}", "{getLog: '*'}",
    "{listCollections: 1}", "{dbStats: 1}", "{collStats: 'c'}"
  })
  void shouldAnswerWhatOnlyLooksOrFrees(final String command) {
    assertEquals(1, ((Number) run(command).get("ok")).intValue());
    assertEquals(1, server.server.core().telemetry().sessions());
  }

  @Test
  void shouldRefuseWhatNeedsASessionAndNameTheLimit() {
    final MongoException refusal = assertThrows(MongoException.class, () -> run("{count: 'c'}"));
    assertEquals(261, refusal.getCode());
    assertTrue(refusal.getMessage().contains("the limit is 1 (--max-sessions)"), refusal.getMessage());
  }

  @Test
  void shouldReadAListingToItsEndWithoutASession() {
    final ClientSession session = client.startSession();
    final Document cursor = run(session, "{aggregate: 1, pipeline: [{$listLocalSessions: {}}], cursor: {batchSize: 0}}")
        .get("cursor", Document.class);
    final Document rest = run(session,
        "{getMore: {$numberLong: '" + cursor.getLong("id") + "'}, collection: '$cmd.aggregate'}")
        .get("cursor", Document.class);
    assertEquals(1, rest.getList("nextBatch", Document.class).size());
  }

  @Test
  void shouldLetTheNextInOnceOneHasEnded() {
    assertEquals(261, codeOf(() -> run("{count: 'c'}")));
    run("{endSessions: [{" + TestServer.id(first) + "}]}");
    assertEquals(0, codeOf(() -> run("{count: 'c'}")));
  }
}
