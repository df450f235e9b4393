package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.client.MongoClient;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** To explain a command takes what it takes to run it, as the manual has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WhoMayExplainTest {
  private final Map<String, MongoClient> clients = new TreeMap<>();
  private TestServer server;

  @BeforeAll
  void start() throws StartException {
    server = TestServer.withUsers();
    final MongoClient root = server.login("root", "admin");
    for (final String action : new String[] {"find", "insert", "update", "remove"}) {
      server.run(root, "app", "{createRole: '" + action + "er', roles: [], privileges: [{resource: {db: 'app', "
          + "collection: 'c'}, actions: ['" + action + "']}]}");
      server.run(root, "app", "{createUser: '" + action + "', pwd: 'secret', roles: ['" + action + "er']}");
      clients.put(action, server.login(action, "app"));
    }
    for (final String user : new String[] {"alice", "carol"}) { // readWrite, read
      clients.put(user, server.login(user, "app"));
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', value = {
    "find    | find: 'c'                                                                        | 0",
    "update  | find: 'c'                                                                        | 13",
    "find    | count: 'c'                                                                       | 0",
    "remove  | count: 'c'                                                                       | 13",
    "find    | distinct: 'c', key: 'n'                                                          | 0",
    "update  | distinct: 'c', key: 'n'                                                          | 13",
    "find    | aggregate: 'c', pipeline: [], cursor: {}                                         | 0",
    "find    | aggregate: 'c', pipeline: [{$lookup: {from: 'd', as: 'x', pipeline: []}}], cursor: {} | 13",
    "insert  | aggregate: 'c', pipeline: [], cursor: {}                                         | 13",
    "find    | update: 'c', updates: [{q: {}, u: {$set: {n: 1}}}]                               | 13",
    "carol   | update: 'c', updates: [{q: {}, u: {$set: {n: 1}}}]                               | 13",
    "update  | update: 'c', updates: [{q: {}, u: {$set: {n: 1}}}]                               | 0",
    "update  | update: 'c', updates: [{q: {}, u: {$set: {n: 1}}, upsert: true}]                 | 13",
    "alice   | update: 'c', updates: [{q: {}, u: {$set: {n: 1}}, upsert: true}]                 | 0",
    "find    | delete: 'c', deletes: [{q: {}, limit: 0}]                                        | 13",
    "carol   | delete: 'c', deletes: [{q: {}, limit: 0}]                                        | 13",
    "remove  | delete: 'c', deletes: [{q: {}, limit: 0}]                                        | 0",
    "find    | findAndModify: 'c', query: {}, update: {$set: {n: 1}}                            | 13",
    "update  | findAndModify: 'c', query: {}, update: {$set: {n: 1}}                            | 13",
    "alice   | findAndModify: 'c', query: {}, update: {$set: {n: 1}}                            | 0",
    "alice   | findAndModify: 'c', query: {}, remove: true                                      | 0",
    "carol   | findAndModify: 'c', query: {}, remove: true                                      | 13",
  })
  void shouldNeedWhatTheCommandNeeds(final String user, final String command, final int expected) {
    final MongoClient client = clients.get(user);
    assertEquals(expected, codeOf(() -> server.run(client, "app", "{explain: {" + command + "}}")));
    if (expected != 0 && !command.startsWith("aggregate")) {
      assertEquals(expected, codeOf(() -> server.run(client, "app", "{" + command + "}")));
    }
  }
}
