package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.quell.server.net.NetOptions;
import dev.quell.server.net.NetServer;
import java.io.IOException;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official driver logs in, over the wire. */
class DriverLoginTest {
  /** The driver refuses a server that iterates less than 4096 times. */
  private final TestServer server = TestServer.withRoot(Credential.ITERATIONS);
  private NetServer net;

  @BeforeEach
  void listen() throws IOException {
    net = NetServer.start(NetOptions.defaults().withAddress("127.0.0.1", 0), server.dispatcher);
  }

  @AfterEach
  void close() {
    net.stopAccepting();
    server.close();
    net.close();
  }

  private MongoClient client(final MongoCredential credential) {
    return MongoClients.create(MongoClientSettings.builder()
        .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress("127.0.0.1", net.port()))))
        .credential(credential)
        .build());
  }

  private static Document status(final MongoClient client) {
    return client.getDatabase("admin").runCommand(new Document("connectionStatus", 1)).get("authInfo", Document.class);
  }

  @Test
  void shouldLogInWithTheMechanismThatTheServerOffers() {
    try (MongoClient client = client(MongoCredential.createCredential("root", "admin", "secret".toCharArray()))) {
      assertEquals(
          List.of(new Document("user", "root").append("db", "admin")),
          status(client).getList("authenticatedUsers", Document.class));
    }
  }

  @Test
  void shouldLogInWithTheMechanismThatTheClientChose() {
    try (MongoClient client =
        client(MongoCredential.createScramSha256Credential("root", "admin", "secret".toCharArray()))) {
      assertEquals(
          List.of(new Document("role", "root").append("db", "admin")),
          status(client).getList("authenticatedUserRoles", Document.class));
    }
  }

  /** Both sides prepare the password, and escape the name. */
  @ParameterizedTest
  @CsvSource({"plain, IX", "plain, \u2168", "'a=b,c', I\u00adX"})
  void shouldAgreeOnNamesAndPasswords(final String user, final String password) {
    server.must(server.root(), "shop", new Document("createUser", user).append("pwd", "IX")
        .append("roles", List.of()).toJson());
    try (MongoClient client = client(MongoCredential.createCredential(user, "shop", password.toCharArray()))) {
      assertEquals(user, status(client).getList("authenticatedUsers", Document.class).get(0).get("user"));
    }
  }

  @ParameterizedTest
  @CsvSource({"root, admin, wrong", "nobody, admin, secret", "root, shop, secret"})
  void shouldRefuse(final String user, final String db, final String password) {
    try (MongoClient client = client(MongoCredential.createCredential(user, db, password.toCharArray()))) {
      final MongoSecurityException refusal = assertThrows(MongoSecurityException.class, () -> status(client));
      assertEquals(18, ((MongoCommandException) refusal.getCause()).getErrorCode());
    }
  }

  @Test
  void shouldRefuseTheOlderMechanism() {
    try (MongoClient client =
        client(MongoCredential.createScramSha1Credential("root", "admin", "secret".toCharArray()))) {
      final MongoSecurityException refusal = assertThrows(MongoSecurityException.class, () -> status(client));
      assertEquals(334, ((MongoCommandException) refusal.getCause()).getErrorCode());
    }
  }

  @Test
  void shouldLetAClientMakeAndChangeUsers() {
    try (MongoClient root = client(MongoCredential.createCredential("root", "admin", "secret".toCharArray()))) {
      root.getDatabase("shop").runCommand(Document.parse("{createUser: 'ann', pwd: 'secret', roles: ['read']}"));
      root.getDatabase("shop").runCommand(Document.parse("{grantRolesToUser: 'ann', roles: ['readWrite']}"));
    }
    try (MongoClient ann = client(MongoCredential.createCredential("ann", "shop", "secret".toCharArray()))) {
      assertEquals(
          List.of("read", "readWrite"),
          status(ann).getList("authenticatedUserRoles", Document.class).stream()
              .map(role -> role.getString("role")).toList());
    }
  }
}
