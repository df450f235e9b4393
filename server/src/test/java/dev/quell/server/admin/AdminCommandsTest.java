package dev.quell.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Owner;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Privileges;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import java.util.List;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminCommandsTest {
  private final FakeServer server = new FakeServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static Caller holding(final Action... actions) {
    return Caller.authenticated(Owner.of("ann", "admin"),
        Privileges.of(List.of(Privilege.of(Resource.CLUSTER, actions))), "test");
  }

  @ParameterizedTest
  @CsvSource({
    "{serverStatus: 1},     serverStatus",
    "{hostInfo: 1},         hostInfo",
    "{getParameter: '*'},   getParameter",
    "{getLog: '*'},         getLog",
    "{getCmdLineOpts: 1},   getCmdLineOpts",
    "{connPoolStats: 1},    connPoolStats",
    "{shutdown: 1},         shutdown"
  })
  void shouldTakeThePrivilege(final String command, final String action) {
    final Action needed = Action.of(action).orElseThrow();
    final CommandException refused =
        assertThrows(CommandException.class, () -> server.run(holding(), "admin", command));

    assertEquals(13, refused.code());
    assertEquals("not authorized on admin to execute command { " + BsonDocument.parse(command).getFirstKey() + " }",
        refused.getMessage());
    server.run(holding(needed), "admin", command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{getParameter: '*'}", "{getLog: '*'}", "{getCmdLineOpts: 1}", "{shutdown: 1}"})
  void shouldRunOnAdminOnly(final String command) {
    final CommandException refused =
        assertThrows(CommandException.class, () -> server.run(Caller.open("test"), "app", command));

    assertEquals(13, refused.code());
    assertFalse(server.stopRequested);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{getParameter: 1, noSuchThing: 1} | 72 | no option found to get",
    "{getParameter: 1} | 72 | no option found to get",
    "{setParameter: 1, maxSessions: 5} | 20 | not allowed to change [maxSessions] at runtime",
    "{setParameter: 1, lsid: {}, nope: 5} | 72 | "
        + "attempted to set unrecognized parameter [nope], use help:true to see options",
    "{getLog: 'nope'} | 20 | No log named 'nope'",
    "{getLog: true} | 14 | Argument to getLog must be of type String; found true of type bool",
    "{getLog: 5} | 14 | Argument to getLog must be of type String; found 5 of type int",
    "{replSetGetStatus: 1} | 76 | not running with --replSet",
    "{profile: 2} | 115 | profiling is not supported: only -1 and 0",
    "{fsync: 1} | 115 | fsync is not supported by this server",
    "{lockInfo: 1} | 115 | lockInfo is not supported by this server"
  })
  void shouldRefuse(final String command, final int code, final String message) {
    final CommandException refused = assertThrows(CommandException.class, () -> server.run(command));

    assertEquals(code, refused.code());
    assertEquals(message, refused.getMessage().strip());
  }

  @Test
  void shouldSayWhichVersionItIsLike() {
    final BsonDocument reply = server.run("{buildInfo: 1}");

    assertEquals("7.0.0", reply.getString("version").getValue());
    assertEquals(BsonDocument.parse("{a: [7, 0, 0, 0]}").get("a"), reply.get("versionArray"));
    assertTrue(reply.containsKey("quell"));
  }

  @Test
  void shouldGetTheParametersThatAreNamed() {
    assertEquals(BsonDocument.parse("{featureCompatibilityVersion: {version: '7.0'}}"),
        server.run("{getParameter: 1, featureCompatibilityVersion: 1, noSuchThing: 1}"));
    assertEquals(1_000_000, server.run("{getParameter: '*'}").getInt32("maxSessions").getValue());
  }

  @Test
  void shouldCountSessionsAndKills() {
    server.core.session(UUID.randomUUID(), Owner.of("ann", "admin")).begin("x");
    server.core.kill();

    final BsonDocument reply = server.run("{serverStatus: 1}");

    assertEquals(1, reply.getDocument("logicalSessionRecordCache").getInt64("activeSessionsCount").getValue());
    final BsonDocument quell = reply.getDocument("quell");
    assertEquals(1, quell.getInt64("kills").getValue());
    assertEquals(1, quell.getInt64("operationsKilled").getValue());
    assertEquals(1, quell.getDocument("killMicros").getInt64("count").getValue());
    assertEquals(12, reply.getDouble("uptime").getValue());
    assertEquals(5, reply.getDocument("connections").getInt64("totalCreated").getValue());
    assertEquals(4, reply.getDocument("opcounters").getInt64("insert").getValue());
  }

  @Test
  void shouldLeaveOutSectionsThatAreOff() {
    final BsonDocument reply = server.run("{serverStatus: 1, metrics: 0, quell: false, mem: 1}");

    assertFalse(reply.containsKey("metrics"));
    assertFalse(reply.containsKey("quell"));
    assertTrue(reply.containsKey("mem"));
  }

  @Test
  void shouldListItsLog() {
    assertEquals(BsonDocument.parse("{totalLinesWritten: 2, log: ['one', 'two']}"), server.run("{getLog: 'global'}"));
    assertTrue(server.run("{getLog: 'startupWarnings'}").getArray("log").isEmpty());
  }

  @Test
  void shouldListEveryCommand() {
    final BsonDocument commands = server.run("{listCommands: 1}").getDocument("commands");

    assertTrue(commands.keySet().containsAll(List.of("ping", "buildInfo", "buildinfo", "shutdown")));
  }

  @Test
  void shouldSayWhoseAddressItSees() {
    assertEquals(new BsonString("127.0.0.1:5"), server.run("{whatsmyuri: 1}").get("you"));
  }

  @Test
  void shouldStopWhenToldTo() {
    server.run("{shutdown: 1}");

    assertTrue(server.stopRequested);
  }
}
