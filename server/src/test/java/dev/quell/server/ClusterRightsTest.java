package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.quell.Operation;
import dev.quell.Owner;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may kill what is decided where the command is sent; the other servers need not know the user. */
final class ClusterRightsTest {
  private static final UUID SAME = UUID.randomUUID();

  private TestMembers members;
  private MongoClient alice;
  private Operation ofAlice;
  private Operation ofBob;

  @BeforeEach
  void start() throws StartException {
    members = TestMembers.start(2, Duration.ofSeconds(20), options -> options.auth(true));
    members.run(0, "{createUser: 'root', pwd: 'secret', roles: ['root']}");
    try (MongoClient root = login("root", "admin")) {
      root.getDatabase("app").runCommand(Document.parse("{createUser: 'alice', pwd: 'secret', roles: ['readWrite']}"));
      TestMembers.await(() -> TestMembers.membersIn(root).size() == 2);
    }
    alice = login("alice", "app");
    ofAlice = members.server(1).core().session(SAME, Owner.of("alice", "app")).begin("of alice");
    ofBob = members.server(1).core().session(SAME, Owner.of("bob", "app")).begin("of bob");
  }

  @AfterEach
  void stop() {
    alice.close();
    members.close();
  }

  private MongoClient login(final String user, final String db) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString("mongodb://" + members.server(0).address()))
            .uuidRepresentation(UuidRepresentation.STANDARD)
            .credential(MongoCredential.createScramSha256Credential(user, db, "secret".toCharArray()))
            .build());
  }

  private int codeOf(final String command) {
    return TestServer.codeOf(
        () -> alice.getDatabase("admin").runCommand(
            Document.parse(command.replace("$same", "UUID('" + SAME + "')").replace("$own", uid("alice"))
                .replace("$bob", uid("bob")))));
  }

  private static String uid(final String user) {
    return TestServer.uid(user, "app");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{killSessions: [], requireAll: true}",
    "{killSessions: [{id: $same}], requireAll: true}",
    "{killAllSessions: [{user: 'alice', db: 'app'}], requireAll: true}",
    "{killAllSessionsByPattern: [{$own}], requireAll: true}",
    "{killAllSessionsByPattern: [{lsid: {id: $same}}], requireAll: true}",
    "{killAllSessionsByPattern: [{lsid: {id: $same, $own}}], requireAll: true}",
  })
  void shouldKillOwnSessionsAloneOnAnotherServer(final String command) {
    assertEquals(0, codeOf(command));
    assertTrue(ofAlice.isKilled());
    assertFalse(ofBob.isKilled());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{killSessions: [{id: $same, $bob}]}",
    "{killAllSessions: []}",
    "{killAllSessions: [{user: 'bob', db: 'app'}]}",
    "{killAllSessionsByPattern: [{}]}",
    "{killAllSessionsByPattern: [{$own}, {$bob}]}",
    "{killAllSessionsByPattern: [{lsid: {id: $same, $bob}}]}",
    "{explain: {killAllSessions: []}}",
    "{killOp: 1, op: 'node-2:1'}",
    "{killOp: 1, op: 'node-9:1'}",
  })
  void shouldRefuseWhatIsWiderAndTellNobody(final String command) {
    assertEquals(13, codeOf(command));
    assertFalse(ofAlice.isKilled());
    assertFalse(ofBob.isKilled());
  }

  /** What is one's own elsewhere cannot be seen from here: that takes the privilege. */
  @Test
  void shouldNeedPrivilegeForKillOpOnAnotherServer() {
    assertEquals(13, codeOf("{killOp: 1, op: 'node-2:" + ofAlice.id() + "'}"));
    assertFalse(ofAlice.isKilled());
  }

  @Test
  void shouldListOwnWorkAloneOnAnotherServer() {
    final Document reply = alice.getDatabase("admin").runCommand(
        Document.parse("{aggregate: 1, pipeline: [{$currentOp: {}}, {$match: {member: 'node-2'}}], cursor: {}}"));
    final List<Document> listed = reply.get("cursor", Document.class).getList("firstBatch", Document.class);
    assertEquals(1, listed.size(), listed::toString);
    assertEquals("node-2:" + ofAlice.id(), listed.get(0).get("opid"));
  }
}
