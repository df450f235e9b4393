package dev.quell.command.kill;

import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.KillAudit;
import dev.quell.command.Members;
import dev.quell.command.QueryLanguage;
import dev.quell.command.common.BsonCommand;
import dev.quell.command.common.CommandContext;
import dev.quell.command.common.Stages;
import dev.quell.command.read.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt64;

/** Carries out one of the three commands: understands all of it, then kills, tells the audit, and replies. */
public final class KillCommand implements BsonCommand {
  private final KillTarget target;
  private final CommandContext context;

  private KillCommand(final KillTarget target, final CommandContext context) {
    this.target = target;
    this.context = context;
  }

  /** The three commands. */
  public static List<BsonCommand> all(final CommandContext context) {
    return targets(context.limits()).stream().<BsonCommand>map(target -> new KillCommand(target, context)).toList();
  }

  static List<KillTarget> targets(final Limits limits) {
    return List.of(new KillByPattern(limits), new KillAll(limits), new KillSome(limits));
  }

  @Override
  public Set<String> names() {
    return Set.of(target.name());
  }

  @Override
  public boolean auditsRefusals() {
    return true;
  }

  @Override
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    return Stages.await(runLater(caller, db, command));
  }

  @Override
  public CompletionStage<BsonDocument> runLater(
      final Caller caller, final String db, final BsonDocument command, final QueryLanguage language) {
    return runLater(caller, db, command);
  }

  private CompletionStage<BsonDocument> runLater(final Caller caller, final String db, final BsonDocument command) {
    final KillOrder order = KillOrder.read(target, caller, db, command);
    final KillRequest request = order.request().reason(order.comment()).by(nameOf(caller));
    final Members members = context.members();
    if (members != null) {
      final long called = System.nanoTime();
      return members.kill(request).thenApply(killed -> reply(caller, order, killed, System.nanoTime() - called));
    }
    final KillReport report = context.core().kill(request);
    audit(
        caller, order, report.sessionsMatched(), report.operationsKilled(), report.cursorsKilled(),
        report.duration().toNanos());
    return CompletableFuture.completedFuture(
        order.report() ? new BsonDocument("report", describe(report)) : new BsonDocument());
  }

  /** The reply when every member has answered, or has had its time. */
  private BsonDocument reply(
      final Caller caller, final KillOrder order, final List<Members.Killed> members, final long nanos) {
    final MembersReport report = new MembersReport(members, nanos);
    audit(caller, order, report.sessions(), report.operations(), report.cursors(), nanos);
    final BsonDocument reply = order.requireAll() && !report.isComplete()
        ? new CommandException(ErrorCode.HOST_UNREACHABLE, report.missing()).toReply() : new BsonDocument();
    return order.report() || reply.containsKey("ok") ? reply.append("report", report.toBson()) : reply;
  }

  /** The caller's name, cut to what a kill takes; names may be longer. */
  private static String nameOf(final Caller caller) {
    final String name = caller.name();
    return name.length() <= KillRequest.MAX_TEXT_LENGTH ? name : name.substring(0, KillRequest.MAX_TEXT_LENGTH);
  }

  private void audit(
      final Caller caller,
      final KillOrder order,
      final long sessions,
      final long operations,
      final long cursors,
      final long nanos) {
    context.audit().record(
        new KillAudit.Entry(
            caller, target.name(), textOf(order.request()), order.comment(), 0, sessions, operations, cursors,
            Duration.ofNanos(nanos)));
  }

  /** What to kill as text, the patterns as far as an entry takes them. */
  private static String textOf(final KillRequest request) {
    final StringBuilder text = new StringBuilder();
    if (!request.hitsOperations() || !request.hitsCursors()) {
      text.append(request.hitsOperations() ? "operations " : "cursors ");
    }
    request.runningFor().ifPresent(least -> text.append("running for ").append(least.toMillis()).append(" ms "));
    text.append('[');
    String separator = "";
    for (final KillPattern pattern : request.patterns()) {
      if (text.length() > KillAudit.MAX_TEXT_LENGTH) {
        break;
      }
      text.append(separator).append(pattern);
      separator = ", ";
    }
    return text.append(']').toString();
  }

  private static BsonDocument describe(final KillReport report) {
    return new BsonDocument("sessionsMatched", new BsonInt64(report.sessionsMatched()))
        .append("operationsKilled", new BsonInt64(report.operationsKilled()))
        .append("cursorsKilled", new BsonInt64(report.cursorsKilled()))
        .append("micros", new BsonInt64(TimeUnit.NANOSECONDS.toMicros(report.duration().toNanos())));
  }
}
