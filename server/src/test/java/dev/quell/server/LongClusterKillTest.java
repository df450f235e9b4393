package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Operation;
import dev.quell.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kills that name more sessions than a message among the servers takes. */
final class LongClusterKillTest {
  /** Some thousand would fit. */
  private static final int IDS = 20_000;
  private static final int WORKING = 50;

  private final List<Operation> victims = new ArrayList<>();
  private final BsonArray ids = new BsonArray();
  private TestMembers members;

  @BeforeEach
  void start() throws StartException {
    members = TestMembers.start(3, Duration.ofSeconds(60), options -> options);
    TestMembers.await(() -> members.members(0).size() == 3);
    for (int i = 0; i < IDS; i++) {
      final UUID id = new UUID(0x4000, Long.MIN_VALUE + i);
      ids.add(new BsonBinary(id, UuidRepresentation.STANDARD));
      if (i % (IDS / WORKING) == 0) { // those of the first and the last part too
        for (int node = 0; node < 3; node++) {
          victims.add(members.server(node).core().session(id, Owner.unauthenticated()).begin("one of many"));
        }
      }
    }
  }

  @AfterEach
  void stop() {
    members.close();
  }

  private Document kill(final BsonDocument command) {
    return members.client(0).getDatabase("admin").runCommand(command.append("report", BsonBoolean.TRUE))
        .get("report", Document.class);
  }

  private static BsonDocument id(final BsonValue id) {
    return new BsonDocument("id", id);
  }

  /** On a busy machine a server may hear late, and spare what is young: then the kill is sent again. */
  private void assertKillsOnAll(final BsonDocument command) {
    long killed = 0;
    Document report;
    do {
      report = kill(command);
      killed += report.getLong("operationsKilled");
      assertEquals(3L * WORKING, report.getLong("sessionsMatched"));
      assertEquals(3, report.getList("members", Document.class).size(), report::toJson);
      assertFalse(statesIn(report).contains("unanswered"), report::toJson);
    } while (statesIn(report).contains("late"));
    assertEquals(3L * WORKING, killed);
    assertTrue(victims.stream().allMatch(Operation::isKilled));
  }

  private static List<String> statesIn(final Document report) {
    return report.getList("members", Document.class).stream().map(each -> each.getString("state")).toList();
  }

  @Test
  void shouldKillSessionsOfLongListOnEveryServer() {
    final Operation other = members.server(2).core().session(UUID.randomUUID(), Owner.unauthenticated()).begin("other");
    assertKillsOnAll(
        new BsonDocument("killSessions", new BsonArray(ids.stream().map(LongClusterKillTest::id).toList())));
    assertFalse(other.isKilled());
  }

  /** The most patterns of a command are fewer than the most sessions; these still take more than a message. */
  @Test
  void shouldKillByLongListOfPatternsOnEveryServer() {
    final List<BsonDocument> patterns = new ArrayList<>();
    final int step = 2;
    for (int i = 0; i < IDS; i += step) {
      patterns.add(new BsonDocument("lsid", id(ids.get(i))));
    }
    assertKillsOnAll(new BsonDocument("killAllSessionsByPattern", new BsonArray(patterns)));
  }

  @Test
  void shouldRefuseWhatCannotBeDividedAndKillNothing() {
    final List<BsonDocument> patterns = new ArrayList<>(List.of(BsonDocument.parse("{users: [{user: 'u', db: 'd'}]}")));
    for (int i = 1; i < IDS / 2; i++) {
      patterns.add(new BsonDocument("lsid", id(ids.get(i))));
    }
    assertEquals(
        16, TestServer.codeOf(() -> kill(new BsonDocument("killAllSessionsByPattern", new BsonArray(patterns)))));
    assertTrue(victims.stream().noneMatch(Operation::isKilled));
  }
}
