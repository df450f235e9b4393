package dev.quell.demo;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.quell.Uid;
import dev.quell.UserName;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.UuidRepresentation;

/** Somebody who has logged in with a driver of their own. */
final class User implements AutoCloseable {
  static final String PASSWORD = "demo";
  static final String DATABASE = "shop";

  private final UserName name;
  private final MongoClient client;

  User(final String user, final String db, final int port) {
    name = new UserName(user, db);
    client = MongoClients.create(settings(port)
        .credential(MongoCredential.createScramSha256Credential(user, db, PASSWORD.toCharArray()))
        .build());
  }

  /** How all clients of the demo connect; retries would hide what a kill does. */
  static MongoClientSettings.Builder settings(final int port) {
    return MongoClientSettings.builder()
        .applicationName("quell-demo")
        .uuidRepresentation(UuidRepresentation.STANDARD)
        .retryReads(false)
        .retryWrites(false)
        .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress("127.0.0.1", port))));
  }

  UserName name() {
    return name;
  }

  Uid uid() {
    return Uid.ofUser(name);
  }

  MongoClient client() {
    return client;
  }

  MongoCollection<BsonDocument> orders() {
    return client.getDatabase(DATABASE).getCollection("orders", BsonDocument.class);
  }

  /** On the database admin, in one of the driver's implicit sessions. */
  BsonDocument run(final BsonDocument command) {
    return client.getDatabase("admin").runCommand(command, BsonDocument.class);
  }

  /** Whether the session is this user's. */
  boolean owns(final Lsid lsid) {
    return lsid.uid().equals(uid());
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return name.user();
  }
}
