package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.Owner;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Privileges;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.server.data.TestServer;
import dev.quell.server.data.TestServer.As;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectionsTest {
  private TestServer server;

  @BeforeEach
  void setUp() {
    server = new TestServer();
    server.fill(3);
    server.run("{create: 'empty'}");
    server.run(As.open().on("shop"), "{insert: 'orders', documents: [{_id: 1}]}");
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  private static Caller with(final Privilege... privileges) {
    return Caller.authenticated(Owner.of("u", "admin"), Privileges.of(List.of(privileges)), "test");
  }

  private static String names(final BsonDocument reply, final Stream<BsonDocument> documents) {
    return reply.containsKey("code")
        ? reply.getInt32("code").getValue() + ""
        : documents.map(each -> each.getString("name").getValue()).collect(Collectors.joining(" "));
  }

  private String collections(final As as, final String arguments) {
    final BsonDocument reply = server.run(as, "{listCollections: 1" + arguments + "}");
    return names(reply, reply.containsKey("code") ? Stream.of()
        : TestServer.batch(reply).stream().map(BsonDocument::parse));
  }

  private String databases(final As as, final String arguments) {
    final BsonDocument reply = server.run(as.on("admin"), "{listDatabases: 1" + arguments + "}");
    return names(
        reply,
        reply.containsKey("code") ? Stream.of() : reply.getArray("databases").stream().map(each -> each.asDocument()));
  }

  @Test
  void shouldListCollections() {
    assertEquals("c empty", collections(As.open(), ""));
  }

  @Test
  void shouldFilterCollections() {
    assertEquals("empty", collections(As.open(), ", filter: {name: /^e/}, nameOnly: true"));
  }

  @Test
  void shouldTellAboutACollection() {
    final BsonDocument first = BsonDocument.parse(TestServer.batch(server.run("{listCollections: 1}")).get(0));
    assertEquals("[name, type, options, info, idIndex]", first.keySet().toString());
  }

  @Test
  void shouldListCollectionsOnlyToWhoMay() {
    assertEquals(
        "13 c 13 c empty",
        collections(As.open().by(with(Privilege.of(Resource.collection("test", "c"), Action.FIND))), "")
            + " "
            + collections(
                As.open().by(with(Privilege.of(Resource.collection("test", "c"), Action.FIND))),
                ", nameOnly: true, authorizedCollections: true")
            + " "
            + collections(As.open().by(with()), ", nameOnly: true")
            + " "
            + collections(As.open().by(with(Privilege.of(Resource.database("test"), Action.LIST_COLLECTIONS))), ""));
  }

  @Test
  void shouldListDatabases() {
    assertEquals("shop test", databases(As.open(), ""));
  }

  @Test
  void shouldFilterDatabases() {
    assertEquals("shop", databases(As.open(), ", nameOnly: true, filter: {name: 'shop'}"));
  }

  @Test
  void shouldShowTheDatabasesThatOneMayRead() {
    final As reader = As.open().by(with(Privilege.of(Resource.collection("shop", "orders"), Action.FIND)));
    assertEquals(
        List.of("shop", "shop", "13", "", "shop test"),
        List.of(
            databases(reader, ""),
            databases(reader, ", authorizedDatabases: true"),
            databases(reader, ", authorizedDatabases: false"),
            databases(As.open().by(with()), ""),
            databases(As.open().by(with(Privilege.of(Resource.CLUSTER, Action.LIST_DATABASES))), "")));
  }

  @Test
  void shouldListDatabasesOnAdminOnly() {
    assertEquals(13, TestServer.code(server.run("{listDatabases: 1}")));
  }

  @Test
  void shouldDropADatabase() {
    final String reply = server.run(As.open().on("shop"), "{dropDatabase: 1}").toJson();
    assertEquals("{\"dropped\": \"shop\", \"ok\": 1} test", reply + " " + databases(As.open(), ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {create: 'c'}                                | 48
          {create: 'system.x'}                         | 73
          {create: 'a$b'}                              | 73
          {create: 'x', capped: true, size: 9}         | 115
          {create: 'x', viewOn: 'c', pipeline: []}     | 115
          {create: 'x', capped: false}                 | 0
          {drop: 'none'}                               | 0
          {drop: 'c'}                                  | 0
          {drop: 5}                                    | 14
          {dropDatabase: 'x'}                          | 14
          {listIndexes: 'none'}                        | 26
          {listIndexes: 'c'}                           | 0
          {collStats: 'c'}                             | 0
          {collStats: 'none'}                          | 0
          {dbStats: 1}                                 | 0
          {createIndexes: 'c', indexes: []}            | 2
          {createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a_1'}]}  | 0
          {createIndexes: 'c', indexes: [{key: {a: 1}}]}               | 40414
          {createIndexes: 'c', indexes: [{key: {a: 1}, name: 'x', unique: true}]} | 115
          {createIndexes: 'c', indexes: [{key: {_id: 1}, name: 'x', unique: true}]} | 0
          {createIndexes: 'c', indexes: [{key: {a: 1}, name: 'x', expireAfterSeconds: 5}]} | 115
          {createIndexes: 'c', indexes: [{key: {a: 'text'}, name: 'x'}]} | 67
          {createIndexes: 'c', indexes: [{key: {a: 1}, name: '*'}]}    | 67
          {createIndexes: 'c', indexes: [{key: {a: 1}, name: 'x', nope: 1}]} | 40415
          {dropIndexes: 'c', index: '_id_'}            | 72
          {dropIndexes: 'c', index: 'none'}            | 27
          {dropIndexes: 'none', index: '*'}            | 26
          {configureFailPoint: 'x', mode: 'off'}       | 115
          """)
  void shouldAnswer(final String command, final int code) {
    assertEquals(code, TestServer.code(server.run(command)));
  }

  @Test
  void shouldRememberIndexes() {
    final String created = server.run(
        "{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a_1'}, {key: {b: -1}, name: 'b'}]}").toJson();
    final String again = server.run("{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a_1'}]}").toJson();
    server.run("{dropIndexes: 'c', index: {b: -1}}");
    assertEquals(
        List.of(
            "{\"numIndexesBefore\": 1, \"numIndexesAfter\": 3, \"createdCollectionAutomatically\": false, \"ok\": 1}",
            "{\"numIndexesBefore\": 3, \"numIndexesAfter\": 3, \"createdCollectionAutomatically\": false, \"note\": "
                + "\"all indexes already exist\", \"ok\": 1}",
            "[{\"v\": 2, \"key\": {\"_id\": 1}, \"name\": \"_id_\"}, {\"v\": 2, \"key\": {\"a\": 1}, \"name\": "
                + "\"a_1\"}]"),
        List.of(created, again, TestServer.batch(server.run("{listIndexes: 'c'}")).toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {explain: {find: 'c', filter: {n: 1}}}                          | COLLSCAN
          {explain: {find: 'c', filter: {_id: 1}}}                        | IDHACK
          {explain: {count: 'c', query: {_id: 1}}, verbosity: 'queryPlanner'} | IDHACK
          {explain: {aggregate: 'c', pipeline: [{$match: {_id: 1}}], cursor: {}}} | IDHACK
          {explain: {aggregate: 'c', pipeline: [], cursor: {}}}           | COLLSCAN
          {explain: {update: 'c', updates: [{q: {_id: 1}, u: {a: 1}}]}}   | IDHACK
          {explain: {delete: 'c', deletes: [{q: {n: 1}, limit: 0}]}}      | COLLSCAN
          {aggregate: 'c', pipeline: [], explain: true}                   | COLLSCAN
          {explain: {find: 'none'}}                                       | EOF
          """)
  void shouldExplain(final String command, final String stage) {
    assertEquals(
        stage,
        server.run(command).getDocument("queryPlanner").getDocument("winningPlan").getString("stage").getValue());
  }

  @Test
  void shouldHandOnWhatItCannotExplain() {
    assertEquals(115, TestServer.code(server.run("{explain: {killAllSessionsByPattern: []}}")));
  }

  @Test
  void shouldSweepWhenATestAsksForIt() {
    server.run("{refreshLogicalSessionCacheNow: 1}");
    server.run("{reapLogicalSessionCacheNow: 1}");
    assertEquals(2, server.sweeps());
  }
}
