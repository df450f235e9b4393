package dev.quell.server.dispatch;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The concerns and the preference that commands carry, as a standalone server sees them. */
final class Concerns {
  private static final List<String> LEVELS = List.of("local", "majority", "linearizable", "available", "snapshot");
  private static final Set<String> REPLICA_SETS_ONLY = Set.of("linearizable", "snapshot");
  private static final Set<String> MODES =
      Set.of("primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest");

  private Concerns() {}

  // ---- readConcern

  /** Refuses a read concern that is none, that only a replica set has, or that the command does not take. */
  static void checkRead(final FieldRow row, final String name, final BsonValue value) {
    final BsonDocument concern = object("readConcern", value);
    for (final String field : concern.keySet()) {
      if (!Set.of("level", "afterClusterTime", "atClusterTime", "provenance").contains(field)) {
        throw new CommandException(
            ErrorCode.UNKNOWN_FIELD, "BSON field 'readConcern." + FieldCheck.shown(field) + "' is an unknown field.");
      }
    }
    final String level = level(concern.get("level"));
    if (concern.containsKey("afterClusterTime") || concern.containsKey("atClusterTime")) {
      throw new CommandException(
          ErrorCode.NOT_A_REPLICA_SET, "node needs to be a replica set member to use read concern");
    }
    if (!row.takesReadConcern() && !level.equals("local")) {
      throw new CommandException(ErrorCode.INVALID_OPTIONS, "Command " + name + " does not support { readConcern: { "
          + "level: \"" + level + "\" } } :: caused by :: read concern not supported");
    }
    if (REPLICA_SETS_ONLY.contains(level)) {
      throw new CommandException(ErrorCode.NOT_A_REPLICA_SET, "node needs to be a replica set member to use "
          + (level.equals("snapshot") ? "readConcern: snapshot" : "read concern"));
    }
  }

  private static String level(final @Nullable BsonValue value) {
    if (value == null) {
      return "local";
    }
    if (!value.isString()) {
      throw wrongType("readConcern.level", value, "string");
    }
    final String level = value.asString().getValue();
    if (!LEVELS.contains(level)) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Enumeration value '" + FieldCheck.shown(level)
          + "' for field 'readConcern.level' is not a valid value.");
    }
    return level;
  }

  // ---- writeConcern

  /** Refuses a write concern that is none, that only a replica set has, or that the command does not take. */
  static void checkWrite(final FieldRow row, final BsonValue value) {
    if (!row.takesWriteConcern() && !isUnawaited(value)) {
      throw new CommandException(ErrorCode.INVALID_OPTIONS, "Command does not support writeConcern");
    }
    object("writeConcern", value).forEach((field, part) -> {
      switch (field) {
        case "w" -> checkW(part);
        case "j" ->
            requireNumber(part.isBoolean() || part instanceof BsonNumber, "j must be numeric or a boolean value");
        case "wtimeout" -> requireNumber(part instanceof BsonNumber, "wtimeout must be a number");
        case "fsync" ->
            requireNumber(part.isBoolean() || part instanceof BsonNumber, "fsync must be numeric or a boolean value");
        case "provenance", "getLastError", "wElectionId", "wOpTime" -> {}
        default -> throw new CommandException(
            ErrorCode.FAILED_TO_PARSE, "unrecognized write concern field: " + FieldCheck.shown(field));
      }
    });
  }

  /** Whether it only says that nobody waits for the reply: so the node driver sends {@code endSessions}. */
  private static boolean isUnawaited(final BsonValue value) {
    return value.isDocument() && value.asDocument().size() == 1
        && value.asDocument().get("w") instanceof BsonNumber w && w.doubleValue() == 0;
  }

  private static void checkW(final BsonValue w) {
    if (w.isString()) {
      if (!w.asString().getValue().equals("majority") && !w.asString().getValue().isEmpty()) {
        throw new CommandException(ErrorCode.BAD_VALUE, "cannot use non-majority 'w' mode \""
            + FieldCheck.shown(w.asString().getValue()) + "\" when a host is not a member of a replica set");
      }
      return;
    }
    requireNumber(w instanceof BsonNumber, "w has to be a number or a string");
    final double nodes = ((BsonNumber) w).doubleValue();
    if (nodes < 0 || nodes > 50) {
      throw new CommandException(
          ErrorCode.FAILED_TO_PARSE, "w has to be a non-negative number and not greater than 50");
    }
    if (nodes > 1) {
      throw new CommandException(ErrorCode.BAD_VALUE, "cannot use 'w' > 1 when a host is not replicated");
    }
  }

  private static void requireNumber(final boolean isFine, final String problem) {
    if (!isFine) {
      throw new CommandException(ErrorCode.FAILED_TO_PARSE, problem);
    }
  }

  // ---- $readPreference

  /** Refuses a preference that is none. It makes no difference to a server by itself. */
  static void checkPreference(final BsonValue value) {
    final BsonValue mode = object("$readPreference", value).get("mode");
    if (mode == null || !mode.isString() || !MODES.contains(mode.asString().getValue())) {
      final String said = mode != null && mode.isString() ? mode.asString().getValue() : "";
      throw new CommandException(ErrorCode.FAILED_TO_PARSE, "Could not parse $readPreference mode '"
          + FieldCheck.shown(said) + "'. Only the modes 'primary', 'primaryPreferred', 'secondary',"
          + " 'secondaryPreferred', and 'nearest' are supported.");
    }
  }

  private static BsonDocument object(final String field, final BsonValue value) {
    if (!value.isDocument()) {
      throw wrongType(field, value, "object");
    }
    return value.asDocument();
  }

  private static CommandException wrongType(final String field, final BsonValue value, final String expected) {
    return new CommandException(ErrorCode.TYPE_MISMATCH, "BSON field '" + field + "' is the wrong type '"
        + TypeWord.of(value.getBsonType()) + "', expected type '" + expected + "'");
  }
}
