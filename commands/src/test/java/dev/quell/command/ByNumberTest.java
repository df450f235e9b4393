package dev.quell.command;

import static dev.quell.command.TestHost.ANN;
import static dev.quell.command.TestHost.BOB;
import static dev.quell.command.TestHost.caller;
import static dev.quell.command.TestHost.open;
import static dev.quell.command.TestHost.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kills by number and the listings, as a host reaches them. */
class ByNumberTest {
  private final TestHost host = new TestHost();
  private final SessionCommands commands =
      SessionCommands.on(host.core).audit(host.audit::add).sweepEvery(Duration.ZERO).host("server:1").build();

  @AfterEach
  void close() {
    commands.close();
    host.close();
  }

  private static BsonDocument killOp(final Operation operation) {
    return new BsonDocument("killOp", new BsonInt32(1)).append("op", new BsonInt32(operation.id()));
  }

  @Test
  void shouldReplyWithOk() {
    assertEquals(
        parse("{info: 'attempting to kill op', ok: 1.0}"),
        commands.run(open(), "admin", killOp(host.core.begin("find"))));
  }

  @Test
  void shouldTellTheAuditOfARefusedKillOfAnOperation() {
    commands.run(caller(BOB), "admin", killOp(host.session(1, ANN).begin("find")));
    assertEquals(List.of("killOp 13"), refusals());
  }

  @Test
  void shouldTellTheAuditOfARefusedKillOfACursor() {
    final long id = host.session(1, ANN).openCursor(new TestHost.OpenResult(ANN.uid(), "shop.carts")).id();
    final BsonDocument document = parse("{killCursors: 'carts'}")
        .append("cursors", new BsonArray(List.of(new BsonInt64(id))));
    assertEquals(new BsonInt32(13), commands.run(caller(BOB), "shop", document).get("code"));
    assertEquals(List.of("killCursors 13"), refusals());
  }

  private List<String> refusals() {
    return host.audit.stream().map(entry -> entry.command() + " " + entry.refusal()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{killOp: 1, op: 1}", "{killCursors: 'c', cursors: []}", "{currentOp: 1, $ownOps: true}"})
  void shouldRefuseWhoeverHasNotLoggedIn(final String command) {
    final BsonDocument reply = commands.run(Caller.anonymous("x"), "admin", parse(command));
    assertEquals(new BsonDouble(0), reply.get("ok"));
    assertEquals(new BsonInt32(13), reply.get("code"));
  }

  @Test
  void shouldShowTheNameOfTheServer() {
    host.core.begin("find");
    assertEquals(
        List.of(new BsonString("server:1")),
        commands.stage(open(), "admin", new BsonInt32(1), "$currentOp", new BsonDocument())
            .map(document -> document.get("host"))
            .toList());
  }

  @Test
  void shouldNameItsCommandsAndStages() {
    assertTrue(commands.names().containsAll(Set.of("killOp", "killCursors", "currentOp")));
    assertEquals(
        Set.of("$currentOp", "$listSessions", "$listLocalSessions", "$listLocalCursors"), commands.stageNames());
  }

  @Test
  void shouldRefuseToKillWhenTheCoreIsClosed() {
    final BsonDocument document = killOp(host.core.begin("find"));
    host.core.close();
    assertEquals(new BsonInt32(91), commands.run(open(), "admin", document).get("code"));
  }

  @Test
  void shouldListNothingWhenTheCoreIsClosed() {
    host.session(1, ANN);
    host.core.close();
    assertEquals(
        0, commands.stage(open(), "a", new BsonInt32(1), "$listLocalSessions", parse("{allUsers: true}")).count());
  }
}
