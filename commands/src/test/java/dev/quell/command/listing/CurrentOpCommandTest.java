package dev.quell.command.listing;

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

import dev.quell.Owner;
import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.ConnectionDetails;
import dev.quell.command.TestHost;
import dev.quell.command.TestHost.Details;
import dev.quell.command.TestHost.OpenResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrentOpCommandTest {
  private static final String TYPES = "types '[bool, long, int, decimal, double]'";

  private final TestHost host = new TestHost();
  private final CurrentOpStage stage = new CurrentOpStage(host.core, "h", this::connections, null);
  private final CurrentOpCommand command = new CurrentOpCommand(stage);

  @AfterEach
  void close() {
    host.close();
  }

  /** One of Ann's on which nothing runs, and two of Bob's, of which one is busy with {@code c}. */
  private Stream<ConnectionDetails> connections() {
    return Stream.of(connection(1, ANN, "conn1"), connection(2, BOB, "conn2"), connection(7, BOB, "conn7"));
  }

  private static ConnectionDetails connection(final long id, final Owner owner, final String desc) {
    return new ConnectionDetails() {
      @Override
      public long id() {
        return id;
      }

      @Override
      public Uid uid() {
        return owner.uid();
      }

      @Override
      public BsonDocument describe() {
        return parse("{desc: '" + desc + "', connectionId: {$numberLong: '" + id + "'}, client: 'x:1'}");
      }
    };
  }

  private BsonDocument run(final Caller caller, final String fields) {
    return command.run(caller, "admin", parse("{currentOp: 1" + fields + "}"));
  }

  private List<String> listed(final Caller caller, final String fields) {
    return run(caller, fields).getArray("inprog").stream()
        .map(BsonValue::asDocument)
        .map(document -> document.containsKey("desc") ? document.getString("desc").getValue() : "cursor")
        .sorted()
        .toList();
  }

  private void beginThree() {
    host.session(1, ANN).begin(new Details(ANN.uid(), parse("{desc: 'a', op: 'query', ns: 's.a', n: 5, sub: {x: 1}}")));
    host.session(2, BOB).begin(new Details(BOB.uid(), parse("{desc: 'b', op: 'query', ns: 's.b', n: 7.5}")));
    host.core.begin(new Details(BOB.uid(),
        parse("{desc: 'c', op: 'insert', ns: 's.b', on: {$date: 5}, connectionId: 7, tags: ['x', {k: 1}]}")));
    host.core.openCursor(new OpenResult(ANN.uid(), "s.a"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
    "                                        | a b c",
    ", $all: true                            | a b c conn1 conn2",
    ", $all: 1                               | a b c conn1 conn2",
    ", $all: true, active: false             | conn1 conn2",
    ", $all: true, $ownOps: true             | b c conn2",
    ", tags: 'x'                             | c",
    ", tags: ['x', {k: 1}]                   | c",
    ", 'tags.k': 1                           | c",
    ", 'tags.1.k': 1                         | c",
    ", 'tags.0.k': 1                         | ",
    ", 'tags.0': 'x'                         | c",
    ", tags: {$ne: 'x'}                      | a b",
    ", tags: {$in: ['y', 'x']}               | c",
    ", $or: [{n: 5}, {op: 'insert'}]         | a c",
    ", $or: [{n: 5}, {op: 'insert'}], n: 5   | a",
    ", $and: [{n: 5}, {op: 'insert'}]        | ",
    ", $nor: [{n: 5}, {op: 'insert'}]        | b",
    ", n: {$not: {$gt: 5}}                   | a c",
    ", $comment: 'why'                       | a b c",
    ", $all: 0                               | a b c",
    ", active: true                          | a b c",
    ", active: false                         | ",
    ", op: 'query'                           | a b",
    ", op: 'query', ns: 's.b'                | b",
    ", op: 'none'                            | ",
    ", desc: null                            | ",
    ", n: null                               | c",
    ", n: 5                                  | a",
    ", n: 5.0                                | a",
    ", n: {$numberLong: '5'}                 | a",
    ", n: 7.5                                | b",
    ", n: '5'                                | ",
    ", n: {$gt: 5}                           | b",
    ", n: {$gte: 5}                          | a b",
    ", n: {$lt: 7}                           | a",
    ", n: {$gt: 5, $lt: 7}                   | ",
    ", n: {$lte: 7.5}                        | a b",
    ", n: {$ne: 5}                           | b c",
    ", n: {$eq: 5}                           | a",
    ", n: {$in: [5, 6]}                      | a",
    ", n: {$in: []}                          | ",
    ", n: {$nin: [5, 6]}                     | b c",
    ", n: {$exists: true}                    | a b",
    ", n: {$exists: 0}                       | c",
    ", ns: {$gt: 's.a'}                      | b c",
    ", on: {$lt: {$date: 6}}                 | c",
    ", on: {$lt: 6}                          | ",
    ", 'sub.x': 1                            | a",
    ", 'sub.x.y': 1                          | ",
    ", sub: {x: 1}                           | a",
    ", sub: {}                               | ",
    ", 'quell.exempt': false                 | a b c",
    ", secs_running: {$gte: 0}               | a b c",
    ", lsid: {}, $db: 'admin', comment: 1    | a b c",
    ", $ownOps: false                        | a b c",
  })
  void shouldListWhatMeetsTheFilter(final String fields, final String expected) {
    beginThree();
    final List<String> names = expected == null ? List.of() : List.of(expected.split(" "));
    assertEquals(names, listed(caller(BOB, Action.IN_PROGRESS), fields == null ? "" : fields));
  }

  @Test
  void shouldListOnesOwnWithoutAPrivilege() {
    beginThree();
    assertEquals(List.of("b", "c"), listed(caller(BOB), ", $ownOps: true"));
  }

  @Test
  void shouldListOnesOwnIfAskedThoughOneMayListAll() {
    beginThree();
    assertEquals(List.of("a"), listed(caller(ANN, Action.IN_PROGRESS), ", $ownOps: 1"));
  }

  @Test
  void shouldListAllWhereNobodyIsAsked() {
    beginThree();
    assertEquals(List.of("a", "b", "c"), listed(open(), ", $ownOps: true"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", $ownOps: false", ", $all: true", ", $regex: 1", ", $all: 'x'"})
  void shouldRefuseAllWithoutThePrivilege(final String fields) {
    assertEquals(
        "not authorized on admin to execute command { currentOp: ... }",
        refused(13, () -> run(caller(ANN, Action.LIST_SESSIONS), fields)).getMessage());
  }

  @Test
  void shouldRefuseAnotherDatabase() {
    assertEquals(
        "currentOp may only be run against the admin database.",
        refused(13, () -> command.run(open(), "test", parse("{currentOp: 1}"))).getMessage());
  }

  @Test
  void shouldAskTheHostWhatAFilterMeans() {
    beginThree();
    final BsonDocument reply = command.run(
        open(), "admin", parse("{currentOp: 1, $all: true, anything: {$may: 'be', here: /x/}, comment: 1}"),
        query -> {
          assertEquals(parse("{anything: {$may: 'be', here: /x/}}"), query);
          return document -> document.getString("desc").getValue().equals("conn1");
        });
    assertEquals(
        parse("{type: 'op', host: 'h', desc: 'conn1', connectionId: {$numberLong: '1'}, client: 'x:1', active: false}")
            .keySet(),
        reply.getArray("inprog").get(0).asDocument().keySet().stream()
            .filter(name -> !name.equals("currentOpTime") && !name.equals("threaded"))
            .collect(Collectors.toCollection(LinkedHashSet::new)));
    assertEquals(1, reply.getArray("inprog").size());
  }

  @Test
  void shouldReplyWithAnArrayThatCanBeSent() {
    beginThree();
    final BsonDocument sent = raw(run(open(), ""));
    assertEquals(3, sent.getArray("inprog").size());
    assertFalse(sent.containsKey("quell"));
  }

  @Test
  void shouldShowTheNameOfTheServer() {
    beginThree();
    assertEquals(
        new BsonString("h"), run(open(), ", desc: 'a'").getArray("inprog").get(0).asDocument().get("host"));
  }

  @Test
  void shouldCutCommandsIfAsked() {
    host.core.begin(new Details(ANN.uid(), parse("{desc: 'a', command: {find: '" + "x".repeat(2_000) + "'}}")));
    assertTrue(
        run(open(), ", $truncateOps: true").getArray("inprog").get(0).asDocument().getDocument("command")
            .containsKey("$truncated"));
  }

  @Test
  void shouldSayThatThereIsMoreThanFits() {
    beginThree();
    final int one = raw(run(open(), ", desc: 'a'").getArray("inprog").get(0).asDocument()).getByteLength();
    final BsonDocument reply =
        new CurrentOpCommand(stage, one * 3 / 2).run(open(), "admin", parse("{currentOp: 1}"));
    assertEquals(1, reply.getArray("inprog").size());
    assertEquals(parse("{truncated: true}"), reply.get("quell"));
  }

  @Test
  void shouldShowAllThoughOneIsHuge() {
    beginThree();
    final BsonDocument huge = new BsonDocument("insert", new BsonString("x".repeat(9_000_000)));
    host.core.begin(new Details(ANN.uid(), parse("{desc: 'd'}").append("command", huge)));
    host.core.begin(new Details(ANN.uid(), parse("{desc: 'e'}").append("command", huge)));
    host.core.begin(new Details(ANN.uid(), parse("{desc: 'f'}")));
    assertEquals(List.of("a", "b", "c", "d", "e", "f"), listed(open(), ""));
    assertTrue(raw(run(open(), "")).getByteLength() < 10_000);
  }

  @Test
  void shouldGoOnAfterOneThatDoesNotFit() {
    host.core.begin(
        new Details(ANN.uid(), parse("{desc: 'a'}").append("plan", new BsonString("x".repeat(16_000_000)))));
    host.core.begin("b");
    assertEquals(List.of("b"), listed(open(), ""));
    assertEquals(parse("{truncated: true}"), run(open(), "").get("quell"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
    ", $ownOps: 'a'      | 14 | BSON field 'currentOp.$ownOps' is the wrong type 'string', expected " + TYPES,
    ", $all: null        | 14 | BSON field 'currentOp.$all' is the wrong type 'null', expected " + TYPES,
    ", $or: []           | 2  | $or must be a nonempty array",
    ", $or: [1]          | 2  | $or entries need to be full objects",
    ", $nope: []         | 2  | unknown top level operator: $nope",
    ", n: {$regex: 'a'}  | 115 | this host has no regular expressions in the filter of currentOp",
    ", n: /a/            | 115 | this host has no regular expressions in the filter of currentOp",
    ", n: {$in: [/a/]}   | 115 | this host has no regular expressions in the filter of currentOp",
    ", n: {$elemMatch: {}} | 2 | unknown operator: $elemMatch",
    ", n: {$not: 5}      | 2  | $not needs a document of operators",
    ", n: {$gt: {}}      | 2  | only numbers, strings and dates can be compared by their order here",
    ", n: {$gt: 1, x: 2} | 2  | unknown operator: x",
    ", n: {$in: 1}       | 2  | $in needs an array",
  })
  void shouldRefuseWhatIsWrong(final String fields, final int code, final String message) {
    assertEquals(message, refused(code, () -> run(open(), fields)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"$ownOps", "$all", "$truncateOps"})
  void shouldRefuseAnOptionThatOccursTwice(final String option) {
    final BsonDocument twice =
        raw("currentOp", new BsonInt32(1), option, BsonBoolean.FALSE, option, BsonBoolean.FALSE);
    refused(40413, () -> command.run(open(), "admin", twice));
  }

  @Test
  void shouldRefuseAFilterThatIsNestedTooDeeply() {
    BsonValue deep = new BsonArray();
    for (int i = 0; i < 10_000; i++) {
      deep = i % 2 == 0 ? new BsonArray(List.of(deep)) : new BsonDocument("x", deep);
    }
    final BsonDocument document = parse("{currentOp: 1}").append("x", deep);
    refused(15, () -> command.run(open(), "admin", document));
  }

  @Test
  void shouldRefuseAFieldThatOccursTwiceInAFilter() {
    final BsonDocument twice = raw("x", BsonBoolean.TRUE, "x", BsonBoolean.TRUE);
    final BsonDocument filter = raw("currentOp", new BsonInt32(1), "sub", twice);
    refused(40413, () -> command.run(open(), "admin", filter));
  }

  @Test
  void shouldRefuseAFieldThatLiesTooDeep() {
    final BsonDocument deep = parse("{currentOp: 1}").append("a" + ".a".repeat(100), new BsonInt32(1));
    refused(15, () -> command.run(open(), "admin", deep));
  }

  @Test
  void shouldTakeAFieldThatLiesAsDeepAsIsAccepted() {
    final BsonDocument deep = parse("{currentOp: 1}").append("a" + ".a".repeat(99), new BsonInt32(1));
    assertEquals(new BsonArray(), command.run(open(), "admin", deep).getArray("inprog"));
  }

  @Test
  void shouldRefuseAFilterOfTooManyFields() {
    final String fields = IntStream.rangeClosed(0, 100).mapToObj(i -> ", f" + i + ": 1").collect(Collectors.joining());
    refused(16, () -> run(open(), fields));
  }

  @Test
  void shouldRefuseAFieldOfTooManyValues() {
    final String values = IntStream.rangeClosed(0, 1_000).mapToObj(i -> "1").collect(Collectors.joining(","));
    refused(16, () -> run(open(), ", n: {$in: [" + values + "]}"));
  }
}
