package dev.quell.server.admin;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.ServerOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/** What {@code getParameter} tells, and why {@code setParameter} changes none of it: all are decided at the start. */
final class Parameters {
  /** Fields of any command, which are no names of parameters. */
  private static final Set<String> GENERIC = Set.of("lsid", "comment", "maxTimeMS", "txnNumber", "readConcern",
      "writeConcern", "apiVersion", "apiStrict", "apiDeprecationErrors", "allParameters", "showDetails");

  private final Map<String, BsonValue> all = new LinkedHashMap<>();

  Parameters(final ServerOptions options) {
    all.put("featureCompatibilityVersion", new BsonDocument("version", new BsonString("7.0")));
    all.put("authenticationMechanisms", new BsonArray(List.of(new BsonString("SCRAM-SHA-256"))));
    all.put("localLogicalSessionTimeoutMinutes", new BsonInt32((int) options.sessionTimeout().toMinutes()));
    all.put("logicalSessionRefreshMillis", new BsonInt64(options.sweepEvery().toMillis()));
    all.put("maxSessions", new BsonInt32(options.maxSessions()));
    all.put("cursorTimeoutMillis", new BsonInt64(options.cursorTimeout().toMillis()));
    all.put("enableTimeoutOfInactiveSessionCursors", BsonBoolean.FALSE);
    all.put("enableTestCommands", BsonBoolean.valueOf(options.testCommands()));
    all.put("quellWorkers", new BsonInt32(options.workers()));
  }

  /** The reply to {@code getParameter}. */
  BsonDocument get(final BsonDocument command) {
    final BsonValue argument = Objects.requireNonNull(command.get(command.getFirstKey()));
    final boolean everything = argument.isString() && argument.asString().getValue().equals("*")
        || isTrue(argument, "allParameters");
    final boolean details = isTrue(argument, "showDetails");
    final BsonDocument reply = new BsonDocument();
    all.forEach((name, value) -> {
      if (everything || command.containsKey(name)) {
        reply.append(name, details ? detailed(value) : value);
      }
    });
    if (reply.isEmpty()) {
      throw new CommandException(ErrorCode.INVALID_OPTIONS, "no option found to get");
    }
    return reply;
  }

  private static boolean isTrue(final BsonValue argument, final String option) {
    return argument.isDocument() && BsonBoolean.TRUE.equals(argument.asDocument().get(option));
  }

  private static BsonDocument detailed(final BsonValue value) {
    return new BsonDocument("value", value)
        .append("settableAtRuntime", BsonBoolean.FALSE)
        .append("settableAtStartup", BsonBoolean.TRUE);
  }

  /** The refusal of {@code setParameter}. */
  CommandException refuse(final BsonDocument command) {
    final String name = command.keySet().stream()
        .skip(1)
        .filter(field -> !field.startsWith("$") && !GENERIC.contains(field))
        .findFirst()
        .orElse("");
    if (name.isEmpty()) {
      return new CommandException(ErrorCode.INVALID_OPTIONS, "no option found to set, use help:true to see options ");
    }
    return all.containsKey(name)
        ? new CommandException(ErrorCode.ILLEGAL_OPERATION, "not allowed to change [" + name + "] at runtime")
        : new CommandException(ErrorCode.INVALID_OPTIONS,
            "attempted to set unrecognized parameter [" + name + "], use help:true to see options ");
  }
}
