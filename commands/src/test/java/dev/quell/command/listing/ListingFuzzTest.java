package dev.quell.command.listing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.SessionCommands;
import dev.quell.command.TestHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** Whatever a client sends gets {@code ok: 1} or an error of the catalogue; whole or damaged. */
class ListingFuzzTest {
  private static final Set<Integer> CATALOGUE =
      Set.of(2, 9, 12, 13, 14, 15, 16, 22, 59, 73, 115, 91, 26823, 40324, 40413, 40414, 40415);
  private static final String[] NAMES = {
    "op", "comment", "cursors", "$ownOps", "$all", "$truncateOps", "ns", "lsid", "$gt", "$in", "$exists", "$eq", "a.b",
    "allUsers", "users", "user", "db", "idleCursors", "localOps", "$db", "opid", "secs_running", "quell.exempt",
  };
  private static final List<Caller> CALLERS = List.of(
      TestHost.open(), TestHost.caller(TestHost.ANN), TestHost.caller(TestHost.BOB, Action.values()),
      Caller.anonymous("x"));

  private static TestHost host;
  private static SessionCommands commands;

  @BeforeContainer
  static void open() {
    host = new TestHost();
    commands = SessionCommands.on(host.core).sweepEvery(Duration.ZERO).build();
    host.session(1, TestHost.ANN).begin("find");
    host.core.begin(new TestHost.Details(TestHost.BOB.uid(), TestHost.parse("{ns: 'a.b', command: {find: 'b'}}")));
    host.session(1, TestHost.BOB).openCursor(new TestHost.OpenResult(TestHost.BOB.uid(), "a.b"));
  }

  @AfterContainer
  static void close() {
    commands.close();
    host.close();
  }

  @Provide
  Arbitrary<RawBsonDocument> documents() {
    return Combinators.combine(
        Arbitraries.of("killOp", "killCursors", "currentOp"), RandomBson.values(NAMES),
        RandomBson.fields(RandomBson.values(NAMES), NAMES))
        .as((command, argument, fields) -> {
          final List<Object> all = new ArrayList<>(List.of(command, argument));
          all.addAll(fields);
          return TestHost.raw(all.toArray());
        });
  }

  @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
  void shouldAnswerEveryCommand(
      @ForAll("documents") final RawBsonDocument command, @ForAll final boolean wire, @ForAll final boolean admin) {
    final BsonDocument sent = wire ? command : BsonDocument.parse(command.toJson());
    for (final Caller caller : CALLERS) {
      requireReply(commands.run(caller, admin ? "admin" : "shop", sent));
    }
  }

  @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
  void shouldAnswerDamagedBytes(
      @ForAll("documents") final RawBsonDocument command, @ForAll final int at, @ForAll final byte damage) {
    final byte[] bytes = command.getByteBuffer().array().clone();
    bytes[Math.floorMod(at, bytes.length)] = damage;
    for (final Caller caller : CALLERS) {
      requireReply(commands.run(caller, "admin", new RawBsonDocument(bytes)));
    }
  }

  private static void requireReply(final BsonDocument reply) {
    if (reply.getNumber("ok").doubleValue() != 1) {
      assertTrue(CATALOGUE.contains(reply.getInt32("code").getValue()), reply::toJson);
    }
  }

  @Provide
  Arbitrary<BsonValue> options() {
    return RandomBson.values(NAMES);
  }

  @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
  void shouldAnswerEveryStage(@ForAll("options") final BsonValue options, @ForAll("options") final BsonValue target) {
    for (final String name : commands.stageNames()) {
      for (final Caller caller : CALLERS) {
        requireStage(caller, "admin", new BsonInt32(1), name, options);
        requireStage(caller, "config", new BsonString("system.sessions"), name, options);
        requireStage(caller, "config", target, name, options);
      }
    }
  }

  private static void requireStage(
      final Caller caller, final String db, final BsonValue target, final String name, final BsonValue options) {
    try {
      commands.stage(caller, db, target, name, options).forEach(TestHost::raw);
    } catch (final CommandException e) {
      assertTrue(CATALOGUE.contains(e.code()), e::getMessage);
    }
  }
}
