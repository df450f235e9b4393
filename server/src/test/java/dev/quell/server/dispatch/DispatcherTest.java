package dev.quell.server.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.OperationInfo;
import dev.quell.Owner;
import dev.quell.UserName;
import dev.quell.access.Privileges;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.OperationDetails;
import dev.quell.server.LoggedErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {
  private final KillCore core = KillCore.create();
  private final Operation operation = core.operation();
  private final FakeClient client = new FakeClient();
  private final List<Command> commands = new ArrayList<>();
  private Caller caller = Caller.open("test");

  @AfterEach
  void close() {
    assertFalse(operation.isRunning(), "ended whatever happened");
    core.close();
  }

  private void with(final FakeCommand command) {
    commands.add(command);
  }

  private void with(final String name, final FakeCommand.Body body) {
    with(new FakeCommand(name, body));
  }

  private BsonDocument dispatch(final String json) {
    return dispatch(RawBsonDocument.parse(json));
  }

  private BsonDocument dispatch(final BsonDocument body) {
    return new Dispatcher(
        core, new CommandTable(commands), new FakeSessions(core), any -> caller)
        .dispatch(client, Optional.empty(), body, operation);
  }

  /** The client learns what it was, and the log all of it. */
  private void assertFails(final String error) {
    try (LoggedErrors log = new LoggedErrors()) {
      assertRefused(1, "internal error: " + error, dispatch("{c: 1, $db: 'd'}"));
      log.assertContain("." + error);
    }
  }

  private static void assertRefused(final int code, final String message, final BsonDocument reply) {
    assertEquals(
        new BsonDocument("code", new BsonInt32(code)).append("errmsg", new BsonString(message)),
        new BsonDocument("code", reply.get("code")).append("errmsg", reply.get("errmsg")));
    assertEquals(0, reply.getDouble("ok").getValue());
  }

  @Test
  void shouldAddOk() {
    with("c", call -> new BsonDocument("n", new BsonInt32(1)));
    assertEquals(BsonDocument.parse("{n: 1, ok: 1.0}"), dispatch("{c: 1, $db: 'd'}"));
  }

  @Test
  void shouldAddOkToWhatCannotBeChanged() {
    with("c", call -> RawBsonDocument.parse("{n: 1}"));
    assertEquals(BsonDocument.parse("{n: 1, ok: 1.0}"), dispatch("{c: 1, $db: 'd'}"));
  }

  @Test
  void shouldLeaveOkAsItIs() {
    with("c", call -> BsonDocument.parse("{ok: 0}"));
    assertEquals(BsonDocument.parse("{ok: 0}"), dispatch("{c: 1, $db: 'd'}"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{nope: 1, $db: 'd'}          | 59    | no such command: 'nope'",
    "{'': 1, $db: 'd'}            | 59    | no such command: ''",
    "{C: 1, $db: 'd'}             | 59    | no such command: 'C'",
    "{$db: 'd'}                   | 59    | no such command: '$db'",
    "{c: 1}                       | 40414 | BSON field 'OpMsgRequest.$db' is missing but a required field",
    "{}                           | 40414 | BSON field 'OpMsgRequest.$db' is missing but a required field",
    "{c: 1, $db: 1}               | 14    | BSON field 'OpMsgRequest.$db' is the wrong type 'int', expected type 'string'",
    "{c: 1, $db: null}            | 14    | BSON field 'OpMsgRequest.$db' is the wrong type 'null', expected type 'string'",
    "{c: 1, $db: ''}              | 73    | Invalid database name: ''",
    "{c: 1, $db: 'a.b'}           | 73    | Invalid database name: 'a.b'",
    "{c: 1, $db: '$a'}            | 73    | Invalid database name: '$a'",
    "{c: 1, $db: 'd', lsid: 1}    | 14    | a bad lsid",
    "{c: 1, $db: 'd', maxTimeMS: 'x'}  | 14 | BSON field 'c.maxTimeMS' is the wrong type 'string', expected types '[long, int, decimal, double]'",
    "{c: 1, $db: 'd', maxTimeMS: null} | 2 | maxTimeMS must be a number",
    "{c: 1, $db: 'd', maxTimeMS: 1.5}  | 2  | maxTimeMS has non-integral value",
    "{c: 1, $db: 'd', maxTimeMS: {$numberDouble: 'NaN'}}      | 2 | maxTimeMS has non-integral value",
    "{c: 1, $db: 'd', maxTimeMS: {$numberDouble: 'Infinity'}} | 2 | maxTimeMS has non-integral value",
    "{c: 1, $db: 'd', maxTimeMS: {$numberDecimal: 'NaN'}}     | 2 | maxTimeMS has non-integral value",
    "{c: 1, $db: 'd', maxTimeMS: -1}             | 2  | -1 value for maxTimeMS is out of range [0, 2147483647]",
    "{c: 1, $db: 'd', maxTimeMS: 2147483648}     | 2  | 2147483648 value for maxTimeMS is out of range [0, 2147483647]"
  })
  void shouldRefuse(final String json, final int code, final String message) {
    with("c", call -> new BsonDocument());
    assertRefused(code, message, dispatch(json));
  }

  @Test
  void shouldShortenANameThatIsNoCommand() {
    assertTrue(dispatch(new BsonDocument("x".repeat(100_000), new BsonInt32(1)).append("$db", new BsonString("d")))
        .getString("errmsg").getValue().length() < 300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1000", "1000.0", "{$numberLong: '1000'}", "{$numberDecimal: '1000'}", "2147483647"})
  void shouldAcceptATimeLimit(final String limit) {
    with("c", call -> new BsonDocument());
    assertEquals(1, dispatch("{c: 1, $db: 'd', maxTimeMS: " + limit + "}").getDouble("ok").getValue());
  }

  @Test
  void shouldKillWhatExceedsItsTimeLimit() {
    with("c", call -> {
      call.operation().sleep(java.time.Duration.ofHours(1));
      return new BsonDocument();
    });
    assertRefused(50, "operation exceeded time limit", dispatch("{c: 1, $db: 'd', maxTimeMS: 1}"));
  }

  // ---- login and authorisation

  @Test
  void shouldAskForALogin() {
    caller = Caller.anonymous("test");
    with("c", call -> new BsonDocument());
    assertRefused(13, "Command c requires authentication", dispatch("{c: 1, $db: 'd'}"));
  }

  @Test
  void shouldRunWhatNeedsNoLogin() {
    caller = Caller.anonymous("test");
    with(new FakeCommand("c", call -> new BsonDocument()).withoutLogin());
    assertEquals(1, dispatch("{c: 1, $db: 'd'}").getDouble("ok").getValue());
  }

  @Test
  void shouldAuthorizeBeforeItLooksAtTheRest() {
    with(new FakeCommand("c", call -> new BsonDocument()).authorizedBy(() -> {
      throw new CommandException(13, "not authorized");
    }));
    assertRefused(13, "not authorized", dispatch("{c: 1, $db: 'd', maxTimeMS: 'x', lsid: 1}"));
  }

  // ---- session

  private BsonDocument inSession(final UUID id) {
    return new BsonDocument("c", new BsonInt32(1)).append("$db", new BsonString("d"))
        .append("lsid", new BsonDocument("id", new BsonBinary(id)));
  }

  @Test
  void shouldRunInTheSession() {
    final UUID id = UUID.randomUUID();
    with("c", call -> new BsonDocument(
        "same", new BsonString(call.operation().session().orElseThrow().id() + " " + call.session().get().id())));
    assertEquals(id + " " + id, dispatch(inSession(id)).getString("same").getValue());
  }

  @ParameterizedTest
  @CsvSource({"VALIDATE", "IGNORE"})
  void shouldLeaveTheSessionAlone(final SessionUse use) {
    final AtomicReference<Optional<?>> seen = new AtomicReference<>();
    with(new FakeCommand("c", call -> {
      seen.set(call.operation().session());
      return new BsonDocument();
    }).uses(use));
    dispatch(inSession(UUID.randomUUID()));
    assertEquals(Optional.empty(), seen.get());
    assertEquals(0, core.sessions().count());
  }

  @ParameterizedTest
  @CsvSource({"VALIDATE, 0", "IGNORE, 1", "ATTACH, 0"})
  void shouldLookAtTheSessionAsTheCommandSays(final SessionUse use, final double ok) {
    with(new FakeCommand("c", call -> new BsonDocument()).uses(use));
    assertEquals(ok, dispatch("{c: 1, $db: 'd', lsid: 'bad'}").getDouble("ok").getValue());
  }

  // ---- what comes of it

  @Test
  void shouldTellTheVictimOfAKill() {
    with("c", call -> {
      call.operation().kill(11601, "nightly purge", "ops@admin");
      call.check();
      return new BsonDocument();
    });
    assertRefused(
        11601, "operation was interrupted: nightly purge (killed by ops@admin)", dispatch("{c: 1, $db: 'd'}"));
  }

  @Test
  void shouldGoOnWithTheSameOperation() {
    with("c", call -> {
      call.operation().kill(11601, "", "");
      call.check();
      return new BsonDocument();
    });
    with("d", call -> {
      call.check();
      return new BsonDocument();
    });
    dispatch("{c: 1, $db: 'd'}");
    assertEquals(1, dispatch("{d: 1, $db: 'd'}").getDouble("ok").getValue());
  }

  @Test
  void shouldSayThatItHasBeenClosed() {
    with("c", call -> new BsonDocument());
    core.close();
    assertEquals(91, dispatch("{c: 1, $db: 'd'}").getInt32("code").getValue());
  }

  @Test
  void shouldSayThatItWasInterruptedByAClose() {
    with(FakeCommand.throwing("c", InterruptedException::new));
    assertEquals(11600, dispatch("{c: 1, $db: 'd'}").getInt32("code").getValue());
  }

  @Test
  void shouldSurviveAnExceptionNobodyExpected() {
    with(FakeCommand.throwing("c", () -> new IllegalStateException("a secret of the implementation")));
    assertFails("IllegalStateException");
  }

  @Test
  void shouldSurviveAnEndlessRecursion() {
    with("c", call -> new BsonDocument("n", new BsonInt32(endless(1))));
    assertFails("StackOverflowError");
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int endless(final int n) {
    return endless(n + 1) + 1;
  }

  @Test
  void shouldSurviveACommandWithoutMemory() {
    with(FakeCommand.throwing("c", () -> new OutOfMemoryError("no room")));
    assertFails("OutOfMemoryError");
  }

  @Test
  void shouldSurviveACommandThatAnswersNothing() {
    with("c", call -> null);
    assertFails("NullPointerException");
  }

  // ---- between receipt and run

  private Dispatcher dispatcher() {
    return new Dispatcher(core, new CommandTable(commands), new FakeSessions(core), any -> caller);
  }

  private Received received(final Dispatcher dispatcher) {
    return dispatcher.receive(client, Optional.empty(), RawBsonDocument.parse("{c: 1, $db: 'd'}"), operation);
  }

  @Test
  void shouldNotRunWhatWasKilledWhileItWaited() {
    with(FakeCommand.throwing("c", () -> new AssertionError("has run")));
    final Dispatcher dispatcher = dispatcher();
    final Received received = received(dispatcher);
    operation.kill(11601, "", "");
    assertRefused(11601, "operation was interrupted", dispatcher.run(received, false));
  }

  @Test
  void shouldSayWhyItGivesUp() {
    with("c", call -> new BsonDocument());
    final Dispatcher dispatcher = dispatcher();
    final Received killed = received(dispatcher);
    operation.kill(50, "", "");
    assertRefused(50, "operation exceeded time limit", dispatcher.giveUp(killed));
    assertEquals(11600, dispatcher.giveUp(received(dispatcher)).getInt32("code").getValue());
  }

  @Test
  void shouldAskAgainWhoCallsWhenItRuns() {
    with(FakeCommand.throwing("c", () -> new AssertionError("has run")));
    final Dispatcher dispatcher = dispatcher();
    caller = Caller.authenticated(Owner.of("ann", "d"), Privileges.NONE, "test");
    final Received waiting = received(dispatcher);
    caller = Caller.anonymous("test");
    assertRefused(13, "Command c requires authentication", dispatcher.run(waiting, false));
    caller = Caller.authenticated(Owner.of("ann", "d"), Privileges.NONE, "test");
    final Received other = received(dispatcher);
    caller = Caller.authenticated(Owner.of("bob", "d"), Privileges.NONE, "test");
    assertRefused(13, "another user has logged in since the command was received", dispatcher.run(other, false));
  }

  @Test
  void shouldNotAcknowledgeWhatWasKilledAfterItsLastPoll() {
    with("c", call -> {
      call.operation().kill(11601, "", "");
      return new BsonDocument();
    });
    assertRefused(11601, "operation was interrupted", dispatch("{c: 1, $db: 'd'}"));
  }

  /** Whatever its commands do with the processor. */
  @Test
  void shouldMoveWhatIsTheClientsOwnToTheWorkersAfterAMoment() {
    final AtomicInteger runs = new AtomicInteger();
    with("c", call -> {
      runs.incrementAndGet();
      while (call.briefly()) {
        call.check();
      }
      return new BsonDocument();
    });
    final Dispatcher dispatcher = dispatcher();
    final Received received = received(dispatcher);
    assertNull(dispatcher.run(received, true));
    assertTrue(operation.isRunning(), "it waits again");
    assertEquals(1, dispatcher.run(received, false).getDouble("ok").getValue());
    assertEquals(2, runs.get());
  }

  @Test
  void shouldNotCountTheServersOwnWorkAsTheClients() {
    with("c", call -> {
      call.briefly();
      call.rest();
      for (final long end = System.nanoTime() + 2 * Moment.NANOS; System.nanoTime() < end;) {
        call.check();
      }
      return new BsonDocument("brief", BsonBoolean.valueOf(call.briefly()));
    });
    final Dispatcher dispatcher = dispatcher();
    assertEquals(BsonBoolean.TRUE, dispatcher.run(received(dispatcher), true).get("brief"));
  }

  // ---- listings

  @Test
  void shouldListACommandUnderWay() {
    final AtomicReference<OperationInfo> seen = new AtomicReference<>();
    with("find", call -> {
      seen.set(call.operation().info());
      return new BsonDocument();
    });
    dispatch("{find: 'c', $db: 'd'}");
    assertEquals("find d.c", seen.get().description());
  }

  @Test
  void shouldDescribeACommandInFull() {
    client.user(Optional.of(new UserName("ann", "admin")));
    client.metadata(BsonDocument.parse("{application: {name: 'app'}, driver: {name: 'x'}}"));
    assertEquals(BsonDocument.parse("""
        {type: 'op', desc: 'conn5', connectionId: {$numberLong: '5'}, client: '192.0.2.1:4711', appName: 'app',
         clientMetadata: {application: {name: 'app'}, driver: {name: 'x'}}, active: true, isFromUserConnection: true,
         effectiveUsers: [{user: 'ann', db: 'admin'}], waitingForWorker: true, op: 'getmore', ns: 'd.c',
         command: {getMore: {$numberLong: '1'}, collection: 'c', $db: 'd'}, numYields: 0, locks: {},
         waitingForLock: false, lockStats: {}, waitingForFlowControl: false}"""),
        details("{getMore: {$numberLong: '1'}, collection: 'c', $db: 'd'}", false).describe());
  }

  @Test
  void shouldHideTheSecretsOfACommand() {
    final OperationDetails details = details("{createUser: 'ann', pwd: 'hidden', $db: 'd'}", true);
    assertEquals("xxx", details.describe().getDocument("command").getString("createUser").getValue());
    assertFalse((details.describe() + details.get()).contains("hidden"));
    assertFalse((details.describe() + details.get()).contains("ann"));
  }

  @Test
  void shouldNotListALargeCommandInFull() {
    final String large = "x".repeat(100_000);
    final BsonDocument described =
        details("{insert: 'c', $db: 'd', documents: [{a: '" + large + "'}]}", false).describe();
    assertFalse(described.toString().contains(large));
    assertEquals("c", described.getDocument("command").getString("insert").getValue());
  }

  private OperationDetails details(final String json, final boolean secret) {
    final RawBsonDocument body = RawBsonDocument.parse(json);
    return new CommandOperation(
        new Call(body, body.getFirstKey(), "d", caller, client, operation, new Turns(1)), secret);
  }

  // ---- the table

  @Test
  void shouldRefuseTwoCommandsOfOneName() {
    final List<Command> twice =
        List.of(new FakeCommand("c", call -> null), new FakeCommand("c", call -> null));
    assertThrows(IllegalArgumentException.class, () -> new CommandTable(twice));
  }

  @Test
  void shouldHaveVirtualThreadsFromJdk21On() {
    assertEquals(Runtime.version().feature() >= 21, VirtualThreads.available());
    assertEquals(VirtualThreads.available(), VirtualThreads.executor().isPresent());
    assertFalse(VirtualThreads.isCurrent());
  }
}
