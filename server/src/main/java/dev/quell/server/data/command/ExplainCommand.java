package dev.quell.server.data.command;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.query.Filter;
import dev.quell.server.data.query.Pipeline;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Rows;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.CommandTable;
import dev.quell.server.dispatch.FieldCheck;
import dev.quell.server.dispatch.FieldTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * {@code explain}: how documents would be found, for a caller who may run the command. What explains a kill is answered
 * by the thread that carries it out.
 */
final class ExplainCommand implements Command {
  /** The commands that read or write by a filter, and where the filter is. */
  private static final Map<String, String> FILTERS =
      Map.of("find", "filter", "count", "query", "distinct", "query", "findAndModify", "query", "findandmodify",
          "query");

  private static final Shape SHAPE =
      Shape.of("explain").required(Kind.OBJECT, "explain").optional(Kind.STRING, "verbosity");
  private static final Set<String> VERBOSITIES = Set.of("queryPlanner", "executionStats", "allPlansExecution");

  private static final int MOST_SHOWN = 128;

  private final Store store;
  private final CommandTable explained;
  private final Command other;

  /**
   * @param explained the commands that it explains; each says who may run it
   * @param other answers the rest
   */
  ExplainCommand(final Store store, final Collection<Command> explained, final Command other) {
    this.store = store;
    this.explained = new CommandTable(explained);
    this.other = other;
  }

  @Override
  public Set<String> names() {
    return Set.of("explain");
  }

  private static BsonDocument explained(final CommandCall call) {
    final BsonValue inner = call.argument();
    return inner.isDocument() ? inner.asDocument() : new BsonDocument();
  }

  private boolean isOurs(final BsonDocument inner) {
    return !inner.isEmpty() && explained.find(inner.getFirstKey()).isPresent();
  }

  @Override
  public void authorize(final CommandCall call) {
    final BsonDocument inner = explained(call);
    if (!isOurs(inner)) {
      other.authorize(call);
      return;
    }
    try {
      explained.find(inner.getFirstKey()).orElseThrow().authorize(new ExplainedCall(call, inner));
    } catch (final CommandException e) {
      throw e.code() == ErrorCode.UNAUTHORIZED ? Authority.refusal(call) : e;
    }
  }

  @Override
  public BsonDocument run(final CommandCall call) throws Exception {
    final BsonDocument inner = explained(call);
    if (!isOurs(inner)) {
      return other.run(call);
    }
    final String verbosity = SHAPE.command(call.body()).string("verbosity");
    if (!verbosity.isEmpty() && !VERBOSITIES.contains(verbosity)) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Enumeration value '" + Shell.text(new BsonString(verbosity))
          + "' for field 'explain.verbosity' is not a valid value.");
    }
    final String name = inner.getFirstKey();
    FieldCheck.check(FieldTable.of(name), name, inner, false);
    checkDatabase(call.db(), inner);
    final BsonValue collection = Objects.requireNonNull(inner.get(name));
    if (!collection.isString()) {
      throw new CommandException(ErrorCode.INVALID_NAMESPACE, "explain needs the name of a collection");
    }
    final Namespace read = Namespace.checked(call.db(), collection.asString().getValue());
    Hint.isBackwards(new Fields(name, inner), store.find(read));
    final String namespace = read.toString();
    return explain(call, namespace, plan(call, store, namespace, filterOf(name, inner)));
  }

  private static void checkDatabase(final String db, final BsonDocument inner) {
    final BsonValue other = inner.get("$db");
    if (other != null && !other.equals(new BsonString(db))) {
      final String name = other.isString() ? other.asString().getValue() : Shell.text(other);
      throw new CommandException(ErrorCode.INVALID_NAMESPACE, "Mismatched $db in explain command. Expected " + db
          + " but got " + name.substring(0, Math.min(name.length(), MOST_SHOWN)));
    }
  }

  private static BsonDocument filterOf(final String name, final BsonDocument inner) {
    final BsonValue filter =
        switch (name) {
          case "aggregate" -> AggregateCommand.leadingMatch(Pipeline.parse(inner.get("pipeline", new BsonArray())));
          case "update" -> firstOf(inner.get("updates"));
          case "delete" -> firstOf(inner.get("deletes"));
          default -> inner.get(FILTERS.get(name), new BsonDocument());
        };
    if (!filter.isDocument()) {
      throw Shape.wrongType(name + "." + FILTERS.get(name), filter, Kind.OBJECT.expected());
    }
    return filter.asDocument();
  }

  private static BsonValue firstOf(final @Nullable BsonValue writes) {
    if (writes == null || !writes.isArray() || writes.asArray().isEmpty() || !writes.asArray().get(0).isDocument()) {
      return new BsonDocument();
    }
    return writes.asArray().get(0).asDocument().get("q", new BsonDocument());
  }

  /** How a filter finds documents. */
  static BsonDocument plan(
      final CommandCall call, final Store store, final String namespace, final BsonDocument filter) {
    final int dot = namespace.indexOf('.');
    final Namespace name = new Namespace(namespace.substring(0, dot), namespace.substring(dot + 1));
    final Poll poll = new Poll();
    poll.by(call::check);
    try (Rows rows = Rows.find(store.find(name), Filter.of(filter, poll), false, poll)) {
      final BsonDocument plan = new BsonDocument("stage", new BsonString(rows.plan()));
      return rows.plan().equals("COLLSCAN")
          ? plan.append("filter", filter).append("direction", new BsonString("forward"))
          : plan;
    }
  }

  /** The reply that tells of a plan. */
  static BsonDocument explain(final CommandCall call, final String namespace, final BsonDocument plan) {
    final BsonValue inner = call.argument();
    return new BsonDocument("explainVersion", new BsonString("1"))
        .append(
            "queryPlanner",
            new BsonDocument("namespace", new BsonString(namespace))
                .append("indexFilterSet", BsonBoolean.FALSE)
                .append("winningPlan", plan)
                .append("rejectedPlans", new BsonArray(List.of())))
        .append("command", inner.isDocument() ? inner : call.body());
  }
}
