package dev.quell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Operation;
import dev.quell.QuellException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** Whatever is sent, the reply is {@code ok: 1} or an error of the catalogue; and a refused kill kills nothing. */
class CommandFuzzTest {
  /** What a document or damaged bytes may be refused with; an internal error (1) is none of them. */
  private static final Set<Integer> CATALOGUE =
      Set.of(2, 12, 13, 14, 15, 16, 22, 59, 72, 207, 261, 10334, 40413, 40414, 40415);

  private static final List<String> NAMES =
      List.of("killAllSessionsByPattern", "killAllSessions", "killSessions", "startSession", "refreshSessions",
          "endSessions", "explain");
  private static final List<String> FIELDS =
      List.of("lsid", "id", "uid", "users", "roles", "appName", "client", "user", "role", "db", "txnNumber", "txnUUID",
          "comment", "report",
          "verbosity", "$db", "x", "");

  private static final String[] GOOD = {
    "{killAllSessionsByPattern: [{lsid: {id: #1}}, {lsid: {id: #1, uid: #ann}, uid: #ann}, {users: [{user: 'ann', db: "
        + "'app'}], roles: [{role: 'read', db: 'shop'}]}, {}], comment: {a: [1, {b: 'x'}]}, report: true, $db: 'a'}",
    "{killAllSessions: [{user: 'ann', db: 'app'}, {user: '', db: ''}], lsid: {id: #2}, txnNumber: NumberLong(1)}",
    "{killSessions: [{id: #1}, {id: #2, uid: #bob}], comment: 'why'}",
    "{refreshSessions: [{id: #1}, {id: #2}], lsid: {id: #3}}",
    "{endSessions: [{id: #1}, {id: #9}], $db: 'admin'}",
    "{startSession: 1, lsid: {id: #3}}",
    "{explain: {killAllSessionsByPattern: [{uid: #ann}]}, verbosity: 'queryPlanner'}",
  };

  private static House house;

  @BeforeContainer
  static void open() {
    house = new House(core -> {}, commands -> commands.maxPatterns(50).maxSessionIds(50));
  }

  @AfterContainer
  static void close() {
    house.close();
  }

  // ---- what is sent

  @Provide
  static Arbitrary<BsonValue> values() {
    return Arbitraries.randomValue(random -> BsonFuzz.value(random, FIELDS, 0));
  }

  /** The name of a command, any argument, and some fields beside it. */
  @Provide
  static Arbitrary<BsonDocument> commands() {
    return Arbitraries.randomValue(
        random -> {
          final String name = NAMES.get(random.nextInt(NAMES.size()));
          final BsonDocument command = new BsonDocument(name, BsonFuzz.value(random, FIELDS, 0));
          command.putAll(BsonFuzz.document(random, FIELDS, 0));
          return command;
        });
  }

  @Provide
  static Arbitrary<Caller> callers() {
    return Arbitraries.of(
        House.open(), House.anonymous(), House.may(House.ANN), House.killer(House.BOB), House.everything(House.CYD));
  }

  // ---- what must hold

  private static int codeOf(final BsonDocument reply) {
    return reply.getDouble("ok").getValue() == 1 ? 0 : reply.getInt32("code").getValue();
  }

  private static void assertFromTheCatalogue(final BsonDocument reply) {
    final int code = codeOf(reply);
    assertTrue(code == 0 || CATALOGUE.contains(code), reply::toJson);
  }

  /** Runs it beside an operation that anybody might hit, which must survive if the command was refused. */
  private static void check(final Caller caller, final BsonDocument command) {
    try (Operation bystander = house.session(1, House.ANN).begin("bystander")) {
      final BsonDocument reply = house.commands.run(caller, "admin", command);
      assertFromTheCatalogue(reply);
      final boolean mayBeKilled = codeOf(reply) == 0;
      assertTrue(mayBeKilled || !bystander.isKilled(), reply::toJson);
    }
    assertEquals(List.of(), house.errors);
  }

  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  void shouldAnswerAnyCommand(@ForAll("callers") final Caller caller, @ForAll("commands") final BsonDocument command) {
    check(caller, command);
  }

  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  void shouldAnswerAnyCommandFromTheWireAsOneThatIsDecoded(
      @ForAll("callers") final Caller caller, @ForAll("commands") final BsonDocument command) {
    final RawBsonDocument raw = new RawBsonDocument(command, new BsonDocumentCodec());
    check(caller, raw);
    final BsonDocument decoded = raw.decode(new BsonDocumentCodec());
    assertEquals(
        codeOf(house.commands.run(caller, "admin", decoded)), codeOf(house.commands.run(caller, "admin", raw)));
  }

  /** A good command with one value somewhere in it replaced. */
  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  void shouldAnswerAGoodCommandWithOneOtherValue(
      @ForAll("callers") final Caller caller, @ForAll("good") final BsonDocument good,
      @ForAll("values") final BsonValue value, @ForAll("places") final int place) {
    check(caller, replaced(good, place, value).asDocument());
  }

  /** A good command whose bytes are damaged in one place. */
  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  void shouldAnswerDamagedBytes(
      @ForAll("callers") final Caller caller, @ForAll("good") final BsonDocument good, @ForAll final byte value,
      @ForAll("places") final int place) {
    final byte[] bytes = new RawBsonDocument(good, new BsonDocumentCodec()).getBackingArray().clone();
    final int length = new RawBsonDocument(good, new BsonDocumentCodec()).getByteLength();
    bytes[Math.floorMod(place, length - 4) + 4] = value;
    check(caller, new RawBsonDocument(bytes, 0, length));
  }

  /** Patterns that would kill the bystander, and among them one that cannot be understood. */
  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  void shouldKillNothingWithABadPatternAnywhere(
      @ForAll("callers") final Caller caller, @ForAll("bad") final String bad, @ForAll("places") final int place) {
    final List<String> patterns = new ArrayList<>(List.of("{}", "{uid: #ann}", "{lsid: {id: #1}}", "{}"));
    patterns.add(place % (patterns.size() + 1), bad);
    try (Operation bystander = house.session(1, House.ANN).begin("bystander")) {
      final BsonDocument reply = house.run(caller, "{killAllSessionsByPattern: " + patterns + "}");
      assertTrue(codeOf(reply) != 0 && !bystander.isKilled(), reply::toJson);
    }
  }

  @Provide
  static Arbitrary<String> bad() {
    return Arbitraries.of(
        "1", "null", "[]", "'x'", "{x: 1}", "{uid: 1}", "{uid: null}", "{uid: #ann, uid: #ann}", "{lsid: {}}",
        "{lsid: {id: #1, txnUUID: #2}}", "{users: [{user: 'u'}]}", "{roles: [null]}", "{roles: [{role: '', db: 'd'}]}");
  }

  /** The session of any command: found, none, or refused with an error of the catalogue. */
  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
  void shouldFindTheSessionOfAnyCommandOrRefuseIt(
      @ForAll("callers") final Caller caller, @ForAll("commands") final BsonDocument command) {
    try {
      house.commands.session(caller, command);
    } catch (final QuellException refusal) {
      assertTrue(CATALOGUE.contains(refusal.code()), refusal::getMessage);
    }
  }

  @Provide
  static Arbitrary<BsonDocument> good() {
    return Arbitraries.of(GOOD).map(House::decoded);
  }

  @Provide
  static Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, 10_000);
  }

  /** The document with its nth value, counted through all levels, replaced. */
  private static BsonValue replaced(final BsonValue document, final int place, final BsonValue value) {
    final int count = walk(document, new int[] {Integer.MAX_VALUE}, value);
    walk(document, new int[] {place % count}, value);
    return document;
  }

  /** Walks all values; replaces the one at which the counter reaches zero. Answers how many there are. */
  private static int walk(final BsonValue at, final int[] left, final BsonValue value) {
    int seen = 0;
    if (at.isDocument()) {
      for (final String name : List.copyOf(at.asDocument().keySet())) {
        seen++;
        if (left[0]-- == 0) {
          at.asDocument().put(name, value);
        } else {
          seen += walk(at.asDocument().get(name), left, value);
        }
      }
    } else if (at.isArray()) {
      for (int i = 0; i < at.asArray().size(); i++) {
        seen++;
        if (left[0]-- == 0) {
          at.asArray().set(i, value);
        } else {
          seen += walk(at.asArray().get(i), left, value);
        }
      }
    }
    return seen;
  }
}
