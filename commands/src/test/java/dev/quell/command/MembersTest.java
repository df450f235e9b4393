package dev.quell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationInfo;
import dev.quell.Owner;
import dev.quell.SessionInfo;
import dev.quell.command.Members.Answers;
import dev.quell.command.Members.Hits;
import dev.quell.command.Members.Killed;
import dev.quell.command.Members.Row;
import dev.quell.command.Members.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands of one of three servers, of which {@code c} does not answer. */
class MembersTest {
  private static final Owner ALICE = Owner.of("alice", "admin");

  private final KillCore core = KillCore.create();
  private final Others others = new Others();
  private final List<KillAudit.Entry> audited = new ArrayList<>();
  private final SessionCommands commands =
      SessionCommands.on(core).sweepEvery(Duration.ZERO).audit(audited::add).members(others).build();

  @AfterEach
  void close() {
    commands.close();
    core.close();
  }

  private BsonDocument run(final String command) {
    return commands.run(Caller.open("test"), "admin", BsonDocument.parse(command));
  }

  private List<BsonDocument> stage(final String db, final BsonValue target, final String name, final String options) {
    return commands.stage(Caller.open("test"), db, target, name, BsonDocument.parse(options)).toList();
  }

  @Test
  void shouldReportEachMemberAndTheSumsOfThoseThatAnswered() {
    core.session(UUID.randomUUID(), ALICE).begin("here");
    final BsonDocument reply = run("{killAllSessions: [], report: true}");
    assertEquals(1.0, reply.getNumber("ok").doubleValue());
    final BsonDocument report = reply.getDocument("report");
    assertEquals(3, report.getInt64("operationsKilled").getValue());
    final List<BsonValue> members = report.getArray("members").getValues();
    assertEquals(3, members.size());
    assertEquals(
        List.of("answered", "answered", "unanswered"),
        members.stream().map(member -> member.asDocument().getString("state").getValue()).toList());
    assertEquals(2, members.get(1).asDocument().getInt64("operationsKilled").getValue());
    assertEquals(3, audited.get(0).operations());
  }

  @Test
  void shouldNotFailForSilentMemberUnlessAllAreRequired() {
    assertEquals(new BsonDocument("ok", new BsonDouble(1)), run("{killAllSessionsByPattern: []}"));
    final BsonDocument reply = run("{killAllSessionsByPattern: [], requireAll: true}");
    assertEquals(0.0, reply.getNumber("ok").doubleValue());
    assertEquals(6, reply.getNumber("code").intValue());
    assertEquals("HostUnreachable", reply.getString("codeName").getValue());
    assertEquals(
        "no answer in time from c, which will kill on hearing of it", reply.getString("errmsg").getValue());
    assertEquals(3, reply.getDocument("report").getArray("members").size());
  }

  @Test
  void shouldSayWhichMemberSparedWhatIsYoung() {
    others.third = State.LATE;
    assertEquals(1.0, run("{killAllSessions: []}").getNumber("ok").doubleValue());
    final BsonDocument reply = run("{killAllSessions: [], requireAll: true}");
    assertEquals(6, reply.getNumber("code").intValue());
    assertEquals(
        "c heard of it late, and spared what began shortly before the call", reply.getString("errmsg").getValue());
  }

  @Test
  void shouldNotRequireMemberThatIsGone() {
    others.third = State.GONE;
    assertEquals(1.0, run("{killAllSessions: [], requireAll: true}").getNumber("ok").doubleValue());
  }

  @Test
  void shouldHaveKilledHereBeforeMembersAnswer() {
    final Operation victim = core.session(UUID.randomUUID(), ALICE).begin("here");
    others.answer = new CompletableFuture<>();
    final CompletableFuture<BsonDocument> reply = commands.runLater(
        Caller.open("test"), "admin", BsonDocument.parse("{killSessions: [], report: true}"),
        query -> document -> true).toCompletableFuture();
    assertTrue(victim.isKilled());
    assertFalse(reply.isDone());
    others.answer.complete(null);
    assertEquals(1.0, reply.join().getNumber("ok").doubleValue());
  }

  @Test
  void shouldReplyToRefusalAtOnceAndToLateFailure() {
    final BsonDocument wrong = commands.runLater(
        Caller.open("test"), "admin", BsonDocument.parse("{killAllSessions: 1}"), query -> document -> true)
        .toCompletableFuture().join();
    assertEquals(0.0, wrong.getNumber("ok").doubleValue());
    others.answer = CompletableFuture.failedFuture(new CommandException(ErrorCode.BAD_VALUE, "failed"));
    assertEquals(ErrorCode.BAD_VALUE, run("{killAllSessions: []}").getNumber("code").intValue());
  }

  @Test
  void shouldExplainOnEveryMember() {
    core.session(UUID.randomUUID(), ALICE).begin("here");
    final BsonDocument reply = run("{explain: {killAllSessionsByPattern: [{}]}}");
    assertEquals(6, reply.getInt64("operations").getValue());
    assertEquals(3, reply.getArray("members").size());
    assertEquals("unanswered", reply.getArray("members").get(2).asDocument().getString("state").getValue());
  }

  @Test
  void shouldListOperationsOfAllMembers() {
    final Operation here = core.session(UUID.randomUUID(), ALICE).begin("here");
    final List<BsonDocument> listed = stage("admin", new BsonInt32(1), "$currentOp", "{allUsers: true}");
    assertEquals(3, listed.size());
    assertEquals("a:" + here.id(), listed.get(0).getString("opid").getValue());
    assertEquals("b:7", listed.get(1).getString("opid").getValue());
    assertEquals("b", listed.get(1).getString("member").getValue());
    assertEquals("c", listed.get(2).getString("member").getValue());
    assertTrue(listed.get(2).getBoolean("unanswered").getValue());
    final List<BsonDocument> local =
        stage("admin", new BsonInt32(1), "$currentOp", "{allUsers: true, localOps: true}");
    assertEquals(1, local.size());
    assertEquals(here.id(), local.get(0).getNumber("opid").intValue());
  }

  @Test
  void shouldWarnOfSilentMemberWhateverTheFilterOfCurrentOp() {
    final Operation here = core.session(UUID.randomUUID(), ALICE).begin("here");
    final BsonDocument reply = run("{currentOp: 1, opid: 'a:" + here.id() + "'}");
    assertEquals(1, reply.getArray("inprog").size());
    assertEquals(List.of(new BsonString("c")), reply.getDocument("quell").getArray("unanswered").getValues());
    assertEquals(
        "c did not answer in time: what it has is not listed",
        reply.getArray("warnings").get(0).asString().getValue());
    assertEquals(2, run("{currentOp: 1}").getArray("inprog").size());
  }

  @Test
  void shouldAskMembersBeforeFirstDocumentAndWarnInReply() {
    final Listing listing = commands.listing(
        Caller.open("test"), "config", new BsonString("system.sessions"), "$listSessions",
        BsonDocument.parse("{allUsers: true}"));
    assertEquals(List.of("c"), listing.unanswered());
    final BsonDocument reply = BsonDocument.parse("{cursor: {firstBatch: []}, quell: {x: 1}}");
    listing.warn(reply);
    assertEquals(
        BsonDocument.parse(
            "{cursor: {firstBatch: [], partialResultsReturned: true}, quell: {x: 1, unanswered: ['c']}, "
                + "warnings: ['c did not answer in time: what it has is not listed']}"),
        reply);
    assertEquals(List.of("b"), listing.documents().map(each -> each.getString("member").getValue()).toList());
  }

  @Test
  void shouldWarnOfWhatIsNotListedOfMember() {
    others.more = true;
    final BsonDocument reply = run("{currentOp: 1}");
    assertEquals("a member has more than is listed of it", reply.getArray("warnings").get(1).asString().getValue());
  }

  @Test
  void shouldNotWarnOfLocalListings() {
    final BsonDocument reply = new BsonDocument();
    commands.listing(
        Caller.open("test"), "admin", new BsonInt32(1), "$listLocalSessions", BsonDocument.parse("{allUsers: true}"))
        .warn(reply);
    commands.listing(
        Caller.open("test"), "admin", new BsonInt32(1), "$currentOp", BsonDocument.parse("{localOps: true}"))
        .warn(reply);
    assertTrue(reply.isEmpty());
  }

  @Test
  void shouldListSessionsOfAllMembersUnlessLocal() {
    core.session(UUID.randomUUID(), ALICE);
    final List<BsonDocument> listed =
        stage("config", new BsonString("system.sessions"), "$listSessions", "{allUsers: true}");
    assertEquals(3, listed.size());
    assertEquals("b", listed.get(1).getString("member").getValue());
    assertTrue(listed.get(2).containsKey("unanswered"));
    assertEquals(1, stage("admin", new BsonInt32(1), "$listLocalSessions", "{allUsers: true}").size());
  }

  @Test
  void shouldKillOperationWhereItRuns() {
    assertEquals(1.0, run("{killOp: 1, op: 'b:7', comment: 'why'}").getNumber("ok").doubleValue());
    assertEquals("b 7 why", others.killed);
    final Operation here = core.session(UUID.randomUUID(), ALICE).begin("here");
    run("{killOp: 1, op: " + here.id() + "}");
    assertTrue(here.isKilled());
    for (final String wrong : List.of("b", "b:", ":7", "b:x", "")) {
      assertEquals(0.0, run("{killOp: 1, op: '" + wrong + "'}").getNumber("ok").doubleValue(), wrong);
    }
  }

  /** Of b, which answers, and c, which does not. */
  private final class Others implements Members {
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
    private String killed = "";
    private boolean more;
    private State third = State.UNANSWERED;

    @Override
    public String name() {
      return "a";
    }

    @Override
    public CompletionStage<List<Killed>> kill(final KillRequest request) {
      final KillReport own = core.kill(request);
      return answer.thenApply(
          done -> List.of(
              new Killed("a", State.ANSWERED, own.sessionsMatched(), own.operationsKilled(), 0, 1),
              new Killed("b", State.ANSWERED, 2, 2, 1, 3),
              new Killed("c", third, 0, 0, 0, 0)));
    }

    @Override
    public Answers<Hits> explain(final KillRequest request) {
      return new Answers<>(List.of(new Row<>("b", new Hits(1, 5, 0))), List.of("c"));
    }

    @Override
    public Answers<OperationInfo> operations(final int most) {
      final OperationInfo info = new OperationInfo(
          7, OptionalInt.empty(), Optional.empty(), Optional.of(ALICE.uid()), "there", Optional.empty(), Instant.now(),
          Duration.ZERO, Optional.empty(), false, Optional.empty(), Labels.none());
      return new Answers<>(List.of(new Row<>("b", info)), List.of("c"), more);
    }

    @Override
    public Answers<SessionInfo> sessions(final int most, final KillPattern... patterns) {
      final Instant now = Instant.now();
      return new Answers<>(
          List.of(new Row<>("b", new SessionInfo(UUID.randomUUID(), ALICE, now, now, 0, 0, Labels.none()))),
          List.of("c"));
    }

    @Override
    public boolean killOperation(
        final String member, final int id, final int code, final String reason, final String by) {
      killed = member + ' ' + id + ' ' + reason;
      return true;
    }
  }
}
