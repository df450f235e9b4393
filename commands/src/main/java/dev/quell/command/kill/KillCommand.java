package dev.quell.command.kill;

import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.command.Caller;
import dev.quell.command.KillAudit;
import dev.quell.command.common.BsonCommand;
import dev.quell.command.common.CommandContext;
import dev.quell.command.read.Limits;
import java.util.List;
import java.util.Set;
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
    final KillOrder order = KillOrder.read(target, caller, db, command);
    final KillReport report = context.core().kill(order.request().reason(order.comment()).by(nameOf(caller)));
    audit(caller, order, report);
    return order.report() ? new BsonDocument("report", describe(report)) : new BsonDocument();
  }

  /** The caller's name, cut to what a kill takes; names may be longer. */
  private static String nameOf(final Caller caller) {
    final String name = caller.name();
    return name.length() <= KillRequest.MAX_TEXT_LENGTH ? name : name.substring(0, KillRequest.MAX_TEXT_LENGTH);
  }

  private void audit(final Caller caller, final KillOrder order, final KillReport report) {
    context.audit().record(
        new KillAudit.Entry(
            caller, target.name(), textOf(order.request()), order.comment(), 0, report.sessionsMatched(),
            report.operationsKilled(), report.cursorsKilled(), report.duration()));
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
