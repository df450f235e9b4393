package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official driver gets along with the handshake, with sessions and with compression. */
class DriverTest {
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private MongoClient client(final String options) {
    return MongoClients.create("mongodb://127.0.0.1:" + rig.server.port() + "/?" + options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"appName=test", "compressors=zlib", "serverMonitoringMode=stream"})
  void shouldServe(final String options) {
    try (MongoClient client = client(options)) {
      final MongoDatabase db = client.getDatabase("d");
      assertEquals(1.0, db.runCommand(new Document("ping", 1)).get("ok"));
      assertEquals(100_000, db.runCommand(new Document("big", 100_000)).getString("text").length());
    }
  }

  @Test
  void shouldSeeTheSession() {
    try (MongoClient client = client("appName=test")) {
      final Document body =
          client.getDatabase("d").runCommand(new Document("echo", 1)).get("body", Document.class);
      assertTrue(body.containsKey("lsid"), body.toJson());
    }
  }

  @Test
  void shouldUnderstandAnError() {
    try (MongoClient client = client("appName=test")) {
      final MongoCommandException refusal = assertThrows(MongoCommandException.class,
          () -> client.getDatabase("d").runCommand(new Document("nope", 1)));
      assertEquals(59, refusal.getErrorCode());
      assertEquals("CommandNotFound", refusal.getErrorCodeName());
    }
  }
}
