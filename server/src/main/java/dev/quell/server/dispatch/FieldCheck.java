package dev.quell.server.dispatch;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonString;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.io.ByteBufferBsonInput;

/** Keeps a command to the {@link FieldTable}, and checks what any command may carry. */
public final class FieldCheck {
  private static final int MOST_SHOWN = 128;
  /** Many more than any client sends: each costs a look, before anybody has waited for a worker. */
  private static final int MOST_FIELDS = 10_000;
  private static final Set<String> OF_TRANSACTIONS = Set.of("txnNumber", "autocommit", "startTransaction");
  private static final Set<String> OF_THE_API = Set.of("apiVersion", "apiStrict", "apiDeprecationErrors");
  private static final BsonDocument SIMPLE = new BsonDocument("locale", new BsonString("simple"));

  private FieldCheck() {}

  /**
   * Looks at the fields of a command. One pass over their names, and at few of the values.
   *
   * @param row what becomes of the fields
   * @param attaches whether the command runs in its session, so that a transaction would make a difference
   * @throws CommandException with 40415 for a field that is not known, 40413 for one that is there twice, 16 for more
   *     than 10,000, 115 or the code of the command for one that is
   *     refused, and for what any command may carry: 322, 323, 347 or 4886600 for the Stable API, 20 for a transaction,
   *     2, 9, 14, 72 or 123 for a concern
   */
  public static void check(
      final FieldRow row, final String name, final BsonDocument body, final boolean attaches) {
    boolean api = false;
    try (BsonReader reader = readerOf(body)) {
      reader.readStartDocument();
      final Set<String> seen = new HashSet<>();
      int fields = 0;
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String field = reader.readName();
        if (++fields > MOST_FIELDS) {
          throw new CommandException(
              ErrorCode.INVALID_LENGTH, "a command has too many fields, expected at most " + MOST_FIELDS);
        }
        if (row.isStrict() && !seen.add(field)) {
          throw new CommandException(
              ErrorCode.DUPLICATE_FIELD, "BSON field '" + name + '.' + shown(field) + "' is a duplicate field");
        }
        if (fields > 1) { // the first is its name
          api |= OF_THE_API.contains(field);
          check(row, name, field, body, attaches);
        }
        reader.skipValue();
      }
    }
    if (api) {
      StableApi.check(row, name, body);
    }
  }

  private static void check(
      final FieldRow row, final String name, final String field, final BsonDocument body, final boolean attaches) {
    final FieldRow.Treatment own = row.fields().get(field);
    if (own == FieldRow.Treatment.REFUSED) {
      refuse(row, name, field, valueOf(body, field));
    } else if (own == null && !isFineAnywhere(row, name, field, body, attaches) && row.isStrict()
        && !row.names().contains(field)) {
      throw new CommandException(
          ErrorCode.UNKNOWN_FIELD, "BSON field '" + name + '.' + shown(field) + "' is an unknown field.");
    }
  }

  /** Whether any command may have the field; refuses what it may not say. */
  private static boolean isFineAnywhere(
      final FieldRow row, final String name, final String field, final BsonDocument body, final boolean attaches) {
    if (!FieldTable.ANY.fields().containsKey(field)) {
      return false;
    }
    switch (field) {
      case "readConcern", "writeConcern", "$readPreference" -> {
        final BsonValue value = valueOf(body, field);
        if (value.isNull()) { // as if it were not there
          return true;
        }
        switch (field) {
          case "readConcern" -> Concerns.checkRead(row, name, value);
          case "writeConcern" -> Concerns.checkWrite(row, value);
          default -> Concerns.checkPreference(value);
        }
      }
      default -> {
        if (attaches && OF_TRANSACTIONS.contains(field) && (body.containsKey("lsid") || !field.equals("txnNumber"))) {
          throw new CommandException(
              ErrorCode.ILLEGAL_OPERATION, "Transaction numbers are only allowed on a replica set member or mongos");
        }
      }
    }
    return true;
  }

  /** Refuses the fields of a document within a command that its row refuses. */
  public static void refuse(final String path, final BsonDocument document) {
    final FieldRow row = FieldTable.of(path);
    row.fields().forEach((field, treatment) -> {
      if (treatment == FieldRow.Treatment.REFUSED && document.containsKey(field)) {
        refuse(row, path, field, valueOf(document, field));
      }
    });
  }

  private static void refuse(
      final FieldRow row, final String name, final String field, final BsonValue value) {
    if (!asksForNothing(value)) {
      throw new CommandException(row.code(), "the option '" + field + "' of " + name + " is not supported");
    }
  }

  private static boolean asksForNothing(final BsonValue value) {
    return value.isNull()
        || value.getBsonType() == BsonType.UNDEFINED
        || value.isBoolean() && !value.asBoolean().getValue()
        || value.isDocument() && (value.asDocument().isEmpty() || value.asDocument().equals(SIMPLE))
        || value.isArray() && value.asArray().isEmpty();
  }

  static BsonValue valueOf(final BsonDocument document, final String field) {
    return Objects.requireNonNull(document.get(field), field);
  }

  static String shown(final String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }

  /** Of a document from the wire it reads the bytes, and decodes nothing. */
  private static BsonReader readerOf(final BsonDocument document) {
    return document instanceof RawBsonDocument raw
        ? new BsonBinaryReader(new ByteBufferBsonInput(raw.getByteBuffer()))
        : document.asBsonReader();
  }
}
