package dev.quell.command.single;

import static dev.quell.command.TestHost.ANN;
import static dev.quell.command.TestHost.BOB;
import static dev.quell.command.TestHost.caller;
import static dev.quell.command.TestHost.open;
import static dev.quell.command.TestHost.parse;
import static dev.quell.command.TestHost.raw;
import static dev.quell.command.TestHost.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Cursor;
import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.command.CursorDetails;
import dev.quell.command.KillAudit;
import dev.quell.command.TestHost;
import dev.quell.command.TestHost.OpenResult;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KillCursorsCommandTest {
  private static final String CARTS = "shop.carts";

  private final TestHost host = new TestHost();
  private final KillCursorsCommand command = new KillCursorsCommand(host.context());

  @AfterEach
  void close() {
    host.close();
  }

  private Cursor<?> cursor(final long session, final Owner owner) {
    return host.session(session, owner).openCursor(new OpenResult(owner.uid(), CARTS));
  }

  private static BsonDocument kill(final String collection, final long... ids) {
    return new BsonDocument("killCursors", new BsonString(collection)).append("cursors", array(ids));
  }

  private static BsonArray array(final long... ids) {
    return new BsonArray(LongStream.of(ids).mapToObj(BsonInt64::new).toList());
  }

  private BsonDocument run(final Caller caller, final BsonDocument document) {
    return command.run(caller, "shop", document);
  }

  private static BsonDocument reply(final BsonArray killed, final BsonArray notFound) {
    return new BsonDocument("cursorsKilled", killed)
        .append("cursorsNotFound", notFound)
        .append("cursorsAlive", new BsonArray())
        .append("cursorsUnknown", new BsonArray());
  }

  // ---- what it does

  @Test
  void shouldHaveFourArraysInTheOrderOfMongoDb() {
    assertEquals(
        List.of("cursorsKilled", "cursorsNotFound", "cursorsAlive", "cursorsUnknown"),
        List.copyOf(run(caller(ANN), kill("carts", 5)).keySet()));
  }

  @Test
  void shouldSayWhichItKilledAndWhichAreNotThere() {
    final Cursor<?> first = cursor(1, ANN);
    final Cursor<?> second = cursor(1, ANN);
    assertEquals(
        reply(array(first.id(), second.id()), array(0, -5)),
        run(caller(ANN), kill("carts", first.id(), 0, second.id(), -5)));
  }

  @Test
  void shouldKillNoneIfNoneIsNamed() {
    assertEquals(reply(array(), array()), run(caller(ANN), kill("carts")));
  }

  @Test
  void shouldCloseWhatItKills() throws Exception {
    final OpenResult result = new OpenResult(ANN.uid(), CARTS);
    final Cursor<?> cursor = host.session(1, ANN).openCursor(result);
    run(caller(ANN), kill("carts", cursor.id()));
    host.core.agent().doWork();
    assertEquals(1, result.closed().get());
  }

  @Test
  void shouldKillNothingElse() {
    final Cursor<?> other = cursor(1, ANN);
    run(caller(ANN), kill("carts", cursor(1, ANN).id()));
    assertTrue(other.isOpen());
  }

  @Test
  void shouldFindACursorOnce() {
    final long id = cursor(1, ANN).id();
    assertEquals(reply(array(id), array(id)), run(caller(ANN), kill("carts", id, id)));
  }

  @Test
  void shouldNotFindACursorThatWasKilledWhileItIsPinned() {
    final Cursor<?> cursor = cursor(1, ANN);
    cursor.pin(host.session(1, ANN).begin("getMore"));
    run(caller(ANN), kill("carts", cursor.id()));
    assertEquals(reply(array(), array(cursor.id())), run(caller(ANN), kill("carts", cursor.id())));
  }

  @Test
  void shouldKillTheOperationThatHasItPinned() {
    final Cursor<?> cursor = cursor(1, ANN);
    final Operation victim = host.session(1, ANN).begin("getMore");
    cursor.pin(victim);
    run(caller(BOB, Action.KILL_ANY_CURSOR), kill("carts", cursor.id()).append("comment", new BsonString("why")));
    final KillCause cause = victim.killCause().orElseThrow();
    assertEquals(List.of(237, "why", "bob@app"), List.of(cause.code(), cause.reason(), cause.by()));
  }

  @ParameterizedTest
  @CsvSource({"shop, orders", "other, carts", "shop, carts.x", "SHOP, carts"})
  void shouldNotFindACursorOfAnotherCollection(final String db, final String collection) {
    final Cursor<?> cursor = cursor(1, ANN);
    assertEquals(reply(array(), array(cursor.id())), command.run(caller(ANN), db, kill(collection, cursor.id())));
    assertTrue(cursor.isOpen());
  }

  @Test
  void shouldKillACursorOfWhichTheHostTellsNothing() {
    final Cursor<?> cursor = host.session(1, ANN).openCursor(() -> {});
    assertEquals(reply(array(cursor.id()), array()), run(caller(ANN), kill("any", cursor.id())));
  }

  @Test
  void shouldReadACommandFromTheWire() {
    final Cursor<?> cursor = cursor(1, ANN);
    run(caller(ANN), raw(kill("carts", cursor.id()).append("$db", new BsonString("shop"))));
    assertFalse(cursor.isOpen());
  }

  @Test
  void shouldTellTheAuditWhatItKilled() {
    final long id = cursor(1, ANN).id();
    run(caller(ANN), kill("carts", id, 7).append("comment", new BsonString("why")));
    final KillAudit.Entry entry = host.audit.get(0);
    assertEquals(
        List.of("killCursors", "shop.carts [" + id + ", 7]", "why", 1L),
        List.of(entry.command(), entry.target(), entry.comment(), entry.cursors()));
  }

  // ---- who may

  @Test
  void shouldLetAnybodyKillWhereNobodyIsAsked() {
    final Cursor<?> cursor = cursor(1, ANN);
    run(open(), kill("carts", cursor.id()));
    assertFalse(cursor.isOpen());
  }

  @Test
  void shouldLetOwnersKillWhatTheHostSaysIsTheirs() {
    final Cursor<?> cursor = host.core.openCursor(new OpenResult(ANN.uid(), CARTS));
    run(caller(ANN), kill("carts", cursor.id()));
    assertFalse(cursor.isOpen());
  }

  static Stream<Arguments> privileges() {
    final Resource carts = Resource.collection("shop", "carts");
    return Stream.of(
        Arguments.of(Privilege.of(Resource.CLUSTER, Action.KILL_ANY_CURSOR), true),
        Arguments.of(Privilege.of(carts, Action.KILL_ANY_CURSOR), true),
        Arguments.of(Privilege.of(Resource.database("shop"), Action.KILL_ANY_CURSOR), true),
        Arguments.of(Privilege.of(Resource.ANY_DATABASE, Action.KILL_ANY_CURSOR), true),
        Arguments.of(Privilege.of(Resource.collection("shop", "orders"), Action.KILL_ANY_CURSOR), false),
        Arguments.of(Privilege.of(Resource.database("other"), Action.KILL_ANY_CURSOR), false),
        Arguments.of(Privilege.of(carts, Action.KILL_CURSORS), false),
        Arguments.of(Privilege.of(Resource.CLUSTER, Action.KILL_ANY_SESSION, Action.KILL_OP), false));
  }

  @ParameterizedTest
  @MethodSource("privileges")
  void shouldKillTheCursorsOfOthersWithThePrivilegeAlone(final Privilege privilege, final boolean allowed) {
    final Cursor<?> cursor = cursor(1, ANN);
    final BsonDocument document = kill("carts", cursor.id());
    if (allowed) {
      run(caller(BOB, privilege), document);
    } else {
      refused(13, () -> run(caller(BOB, privilege), document));
    }
    assertEquals(!allowed, cursor.isOpen());
  }

  @Test
  void shouldKillNoneIfOneMayNotBeKilled() {
    final Cursor<?> own = cursor(1, BOB);
    final Cursor<?> foreign = cursor(1, ANN);
    refused(13, () -> run(caller(BOB), kill("carts", own.id(), foreign.id())));
    assertTrue(own.isOpen());
  }

  @Test
  void shouldNotSayWhichOneMayNotBeKilled() {
    final Cursor<?> foreign = cursor(1, ANN);
    assertEquals(
        "not authorized on shop to execute command { killCursors: ... }",
        refused(13, () -> run(caller(BOB), kill("carts", foreign.id(), 7))).getMessage());
  }

  @Test
  void shouldNotSayThatACursorOfAnotherCollectionIsSomebodyElses() {
    final Cursor<?> foreign = cursor(1, ANN);
    assertEquals(reply(array(), array(foreign.id())), run(caller(BOB), kill("orders", foreign.id())));
  }

  @Test
  void shouldNotLetAHostThatFailsDecide() {
    final Cursor<?> cursor = host.core.openCursor(
        new CursorDetails() {
          @Override
          public Uid uid() {
            throw new IllegalStateException("no uid");
          }

          @Override
          public String namespace() {
            return CARTS;
          }

          @Override
          public BsonDocument describe() {
            return new BsonDocument();
          }

          @Override
          public void close() {}
        });
    refused(13, () -> run(caller(BOB), kill("carts", cursor.id())));
  }

  // ---- what is wrong

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("{killCursors: 'c'}", 40414, "BSON field 'killCursors.cursors' is missing but a required field"),
        Arguments.of(
            "{killCursors: 'c', cursors: 5}", 14,
            "BSON field 'killCursors.cursors' is the wrong type 'int', expected type 'array'"),
        Arguments.of(
            "{killCursors: 'c', cursors: null}", 14,
            "BSON field 'killCursors.cursors' is the wrong type 'null', expected type 'array'"),
        Arguments.of(
            "{killCursors: 'c', cursors: [{$numberLong: '1'}, 2]}", 14,
            "BSON field 'killCursors.cursors.1' is the wrong type 'int', expected type 'long'"),
        Arguments.of(
            "{killCursors: 'c', cursors: [null]}", 14,
            "BSON field 'killCursors.cursors.0' is the wrong type 'null', expected type 'long'"),
        Arguments.of(
            "{killCursors: 'c', cursors: ['5']}", 14,
            "BSON field 'killCursors.cursors.0' is the wrong type 'string', expected type 'long'"),
        Arguments.of("{killCursors: 1, cursors: []}", 73, "collection name has invalid type int"),
        Arguments.of("{killCursors: null, cursors: []}", 73, "collection name has invalid type null"),
        Arguments.of("{killCursors: '', cursors: []}", 73, "collection name is empty"),
        Arguments.of(
            "{killCursors: 'c', cursors: [{$numberLong: '1'}], x: 1}", 40415,
            "BSON field 'killCursors.x' is an unknown field."));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void shouldRefuseWhatIsWrong(final String json, final int code, final String message) {
    assertEquals(message, refused(code, () -> run(open(), parse(json))).getMessage());
  }

  @ParameterizedTest
  @CsvSource({"killCursors", "cursors", "comment"})
  void shouldRefuseAFieldThatOccursTwice(final String field) {
    final BsonDocument document = kill("c", 1).append("comment", new BsonString("x"));
    assertEquals(
        "BSON field 'killCursors." + field + "' is a duplicate field",
        refused(
            40413,
            () -> run(
                open(),
                raw(
                    "killCursors", document.get("killCursors"), "cursors", document.get("cursors"),
                    "comment", document.get("comment"), field, document.get(field))))
            .getMessage());
  }

  @Test
  void shouldPassOverGenericArguments() {
    final BsonDocument document = kill("carts", 1)
        .append("lsid", parse("{}")).append("$db", new BsonString("shop")).append("maxTimeMS", new BsonInt64(1))
        .append("$clusterTime", parse("{}")).append("apiVersion", new BsonString("1"));
    assertEquals(reply(array(), array(1)), run(open(), document));
  }

  @Test
  void shouldTakeAsManyCursorsAsAreAccepted() {
    final BsonDocument document = kill("carts");
    document.put("cursors", new BsonArray(Collections.nCopies(KillCursorsRequest.MAX_CURSORS, new BsonInt64(1))));
    assertEquals(KillCursorsRequest.MAX_CURSORS, run(open(), document).getArray("cursorsNotFound").size());
  }

  @Test
  void shouldRefuseACursorTooMany() {
    final BsonDocument document = kill("carts");
    document.put("cursors", new BsonArray(Collections.nCopies(KillCursorsRequest.MAX_CURSORS + 1, new BsonInt64(1))));
    refused(16, () -> run(open(), document));
  }
}
