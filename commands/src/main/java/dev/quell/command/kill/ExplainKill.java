package dev.quell.command.kill;

import dev.quell.KillExplanation;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.Members;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonCommand;
import dev.quell.command.common.CommandContext;
import dev.quell.command.read.Errors;
import dev.quell.command.read.GenericArguments;
import dev.quell.command.read.Readers;
import dev.quell.command.read.Skip;
import dev.quell.command.read.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonReader;
import org.bson.BsonString;
import org.bson.BsonType;
import org.jspecify.annotations.Nullable;

/** {@code explain} of one of the three commands: what it would hit, and through which index. Kills nothing. */
public final class ExplainKill implements BsonCommand {
  private static final String NAME = "explain";
  private static final String VERBOSITY = "verbosity";
  private static final Set<String> VERBOSITIES = Set.of("queryPlanner", "executionStats", "allPlansExecution");
  /** What a reply shows at most, so that it stays smaller than a message may be. */
  private static final int MOST_STEPS = 1_000;
  private static final int MOST_TEXT = 2_000;

  private final Map<String, KillTarget> targets;
  private final CommandContext context;

  public ExplainKill(final CommandContext context) {
    this.context = context;
    targets =
        KillCommand.targets(context.limits()).stream()
            .collect(Collectors.toUnmodifiableMap(KillTarget::name, Function.identity()));
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public boolean auditsRefusals() {
    return true;
  }

  /** Whether the command explains one of the three, and not one of the host's own. */
  public boolean explains(final BsonDocument command) {
    final String inner = innerName(command);
    return inner != null && targets.containsKey(inner);
  }

  /** The name of the command in the first field; null if there is none. */
  private static @Nullable String innerName(final BsonDocument command) {
    try (BsonReader reader = Readers.of(command)) {
      reader.readStartDocument();
      if (reader.readBsonType() == BsonType.END_OF_DOCUMENT) {
        return null;
      }
      reader.skipName();
      if (reader.getCurrentBsonType() != BsonType.DOCUMENT) {
        return null;
      }
      reader.readStartDocument();
      return reader.readBsonType() == BsonType.END_OF_DOCUMENT ? null : reader.readName();
    }
  }

  @Override
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    KillTarget target = null;
    KillOrder order = null;
    boolean hasVerbosity = false;
    try (BsonReader reader = Readers.of(command)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String field = reader.readName();
        if (field.equals(NAME)) {
          refuseSecond(target != null, field);
          Values.require(reader, BsonType.DOCUMENT, NAME + '.' + NAME);
          Skip.value(reader);
          target = targetOf(innerName(command));
          order = KillOrder.read(target, caller, db, command.getDocument(NAME));
        } else if (field.equals(VERBOSITY)) {
          refuseSecond(hasVerbosity, field);
          hasVerbosity = true;
          checkVerbosity(reader);
        } else if (GenericArguments.has(field)) {
          Skip.value(reader);
        } else {
          throw Errors.unknown(NAME, field);
        }
      }
    }
    if (target == null || order == null) {
      throw Errors.missing(NAME, NAME);
    }
    final KillExplanation explanation = context.core().explain(order.request());
    final BsonDocument reply = describe(target, explanation, Authority.on(caller, Action.KILL_ANY_SESSION));
    final Members members = context.members();
    return members == null ? reply : addMembers(reply, explanation, members, members.explain(order.request()));
  }

  private KillTarget targetOf(final @Nullable String inner) {
    final KillTarget target = inner == null ? null : targets.get(inner);
    if (target == null) {
      final String unknown = inner == null ? "" : Errors.echo(inner);
      throw new CommandException(
          ErrorCode.COMMAND_NOT_FOUND, "Explain failed due to unknown command: " + unknown);
    }
    return target;
  }

  private static void refuseSecond(final boolean seen, final String field) {
    if (seen) {
      throw Errors.duplicate(NAME, field);
    }
  }

  private static void checkVerbosity(final BsonReader reader) {
    final String path = NAME + '.' + VERBOSITY;
    Values.require(reader, BsonType.STRING, path);
    final String verbosity = reader.readString();
    if (!VERBOSITIES.contains(verbosity)) {
      throw Errors.notInEnumeration(path, verbosity);
    }
  }

  private static BsonDocument describe(
      final KillTarget target, final KillExplanation explanation, final boolean showCandidates) {
    final BsonArray steps = new BsonArray();
    explanation.steps().stream().limit(MOST_STEPS).map(step -> describe(step, showCandidates)).forEach(steps::add);
    final BsonDocument reply =
        new BsonDocument("explainVersion", new BsonString("1"))
            .append("command", new BsonString(target.name()))
            .append("steps", steps);
    final int omitted = explanation.steps().size() - steps.size();
    if (omitted > 0) {
      reply.append("stepsOmitted", new BsonInt64(omitted));
    }
    return reply
        .append("sessions", new BsonInt64(explanation.sessions()))
        .append("operations", new BsonInt64(explanation.operations()))
        .append("cursors", new BsonInt64(explanation.cursors()));
  }

  /** The sums become those of all that have answered. */
  private static BsonDocument addMembers(
      final BsonDocument reply,
      final KillExplanation own,
      final Members members,
      final Members.Answers<Members.Hits> answers) {
    final List<Members.Row<Members.Hits>> rows = new ArrayList<>();
    rows.add(
        new Members.Row<>(members.name(), new Members.Hits(own.sessions(), own.operations(), own.cursors())));
    rows.addAll(answers.rows());
    final BsonArray each = new BsonArray();
    long sessions = 0;
    long operations = 0;
    long cursors = 0;
    for (final Members.Row<Members.Hits> row : rows) {
      final Members.Hits hits = row.value();
      sessions += hits.sessions();
      operations += hits.operations();
      cursors += hits.cursors();
      each.add(
          new BsonDocument("name", new BsonString(row.member()))
              .append("state", new BsonString(Members.State.ANSWERED.text()))
              .append("sessions", new BsonInt64(hits.sessions()))
              .append("operations", new BsonInt64(hits.operations()))
              .append("cursors", new BsonInt64(hits.cursors())));
    }
    for (final String silent : answers.unanswered()) {
      each.add(
          new BsonDocument("name", new BsonString(silent))
              .append("state", new BsonString(Members.State.UNANSWERED.text())));
    }
    return reply.append("sessions", new BsonInt64(sessions))
        .append("operations", new BsonInt64(operations))
        .append("cursors", new BsonInt64(cursors))
        .append("members", each);
  }

  /**
   * @param showCandidates not to one who may kill their own sessions alone: among the candidates for a UUID are those
   *     of others who use the same
   */
  private static BsonDocument describe(final KillExplanation.Step step, final boolean showCandidates) {
    final BsonDocument described = new BsonDocument("patterns", new BsonString(cut(step.patterns())))
        .append("index", new BsonString(step.index().name()));
    if (showCandidates) {
      described.append("candidates", new BsonInt64(step.candidates()));
    }
    return described
        .append("sessions", new BsonInt64(step.sessions()))
        .append("operations", new BsonInt64(step.operations()))
        .append("cursors", new BsonInt64(step.cursors()));
  }

  private static String cut(final String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "...";
  }
}
