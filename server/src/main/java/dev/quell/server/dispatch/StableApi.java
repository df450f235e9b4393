package dev.quell.server.dispatch;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;

/**
 * The Stable API, of which there is version 1: a client may say that it keeps to it, and is then refused what is not
 * part of it. Nothing in version 1 is deprecated, so {@code apiDeprecationErrors} refuses nothing.
 */
public final class StableApi {
  private static final int WITHOUT_VERSION = 4886600;
  private static final String VERSION = "apiVersion";
  private static final String STRICT = "apiStrict";
  private static final String DEPRECATION = "apiDeprecationErrors";
  private static final Set<String> UNSTABLE_STAGES = Set.of(
      "$currentOp", "$indexStats", "$listLocalCursors", "$listLocalSessions", "$listSessions", "$planCacheStats",
      "$search");

  private StableApi() {}

  /** Checks a command that has one of the three fields. */
  static void check(final FieldRow row, final String name, final BsonDocument body) {
    final BsonValue version = body.get(VERSION);
    final boolean strict = flag(body, STRICT);
    flag(body, DEPRECATION);
    if (version == null) {
      throw new CommandException(
          WITHOUT_VERSION, "Provided apiStrict and/or apiDeprecationErrors without passing apiVersion");
    }
    if (!version.isString()) {
      throw wrongType(VERSION, version, "string");
    }
    if (!version.asString().getValue().equals("1")) {
      throw new CommandException(ErrorCode.API_VERSION_ERROR, "API version must be \"1\"");
    }
    if (strict) {
      checkStrictly(row, name, body);
    }
  }

  private static void checkStrictly(final FieldRow row, final String name, final BsonDocument body) {
    if (!row.isStable()) {
      throw strictly("Provided apiStrict:true, but the command " + name + " is not in API Version 1. Information on"
          + " supported commands and migrations in API Version 1 can be found at"
          + " https://dochub.mongodb.org/core/manual-versioned-api.");
    }
    for (final String field : body.keySet()) {
      if (row.isUnstable(field)) {
        throw strictly("BSON field '" + name + '.' + field + "' is not allowed with apiStrict:true.");
      }
    }
    if (name.equals("explain") && body.get(name) instanceof BsonDocument explained && !explained.isEmpty()
        && !explained.getFirstKey().equals(name)) {
      checkStrictly(FieldTable.of(explained.getFirstKey()), explained.getFirstKey(), explained);
    }
    if (name.equals("aggregate") && body.get("pipeline") instanceof BsonArray pipeline) {
      pipeline.forEach(StableApi::checkStage);
    }
  }

  private static void checkStage(final BsonValue stage) {
    if (!stage.isDocument() || stage.asDocument().isEmpty()) {
      return; // refused later
    }
    final String name = stage.asDocument().getFirstKey();
    final boolean moreThanCount =
        name.equals("$collStats") && stage.asDocument().get(name) instanceof BsonDocument options
            && !Set.of("count").containsAll(options.keySet());
    if (UNSTABLE_STAGES.contains(name) || moreThanCount) {
      throw strictly(name + " is not allowed with 'apiStrict: true' in API Version 1");
    }
  }

  private static CommandException strictly(final String message) {
    return new CommandException(ErrorCode.API_STRICT_ERROR, message);
  }

  private static boolean flag(final BsonDocument body, final String field) {
    final BsonValue value = body.get(field);
    if (value != null && value.getBsonType() != BsonType.BOOLEAN) {
      throw wrongType(field, value, "bool");
    }
    return value != null && value.asBoolean().getValue();
  }

  private static CommandException wrongType(final String field, final BsonValue value, final String expected) {
    return new CommandException(ErrorCode.TYPE_MISMATCH, "BSON field '" + field + "' is the wrong type '"
        + TypeWord.of(value.getBsonType()) + "', expected type '" + expected + "'");
  }

  /** What a command says of the API; a cursor is read on with what it was opened with. */
  public static BsonDocument parameters(final BsonDocument body) {
    final BsonDocument parameters = new BsonDocument();
    for (final String field : new String[] {VERSION, STRICT, DEPRECATION}) {
      final BsonValue value = body.get(field);
      if (value != null) {
        parameters.append(field, value);
      }
    }
    return parameters;
  }
}
