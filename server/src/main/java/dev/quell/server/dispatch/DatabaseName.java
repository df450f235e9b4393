package dev.quell.server.dispatch;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** The database of a command. */
final class DatabaseName {
  private static final int MOST_SHOWN = 200;
  private static final int LONGEST = 63;

  private DatabaseName() {}

  /** What the body says; refused with 40414 if it says nothing, 14 if it is no text, and as {@link #checked} does. */
  static String of(final BsonDocument body) {
    final BsonValue value = body.get("$db");
    if (value == null) {
      throw new CommandException(
          ErrorCode.MISSING_FIELD, "BSON field 'OpMsgRequest.$db' is missing but a required field");
    }
    if (!(value instanceof BsonString)) {
      throw new CommandException(ErrorCode.TYPE_MISMATCH, "BSON field 'OpMsgRequest.$db' is the wrong type '"
          + TypeWord.of(value.getBsonType()) + "', expected type 'string'");
    }
    return checked(value.asString().getValue());
  }

  /** The same name; refused with 73 if no database can have it. */
  static String checked(final String name) {
    boolean valid = !name.isEmpty() && name.length() <= LONGEST;
    for (int i = 0; i < name.length() && valid; i++) {
      valid = "/\\. \"\0".indexOf(name.charAt(i)) < 0 && (name.charAt(i) != '$' || "$external".equals(name));
    }
    if (!valid) {
      throw new CommandException(
          ErrorCode.INVALID_NAMESPACE, "Invalid database name: '" + shortened(name) + "'");
    }
    return name;
  }

  /** As much of a name as is told back. */
  static String shortened(final String name) {
    return name.length() > MOST_SHOWN ? name.substring(0, MOST_SHOWN) + "..." : name;
  }
}
