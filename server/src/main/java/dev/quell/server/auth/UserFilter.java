package dev.quell.server.auth;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** The {@code filter} of {@code usersInfo}: fields, dotted or not, that must have a value, or hold it in an array. */
final class UserFilter {
  private UserFilter() {}

  static void check(final BsonDocument filter) {
    for (final Map.Entry<String, BsonValue> field : filter.entrySet()) {
      final BsonValue value = field.getValue();
      final boolean operator = field.getKey().startsWith("$")
          || value.isRegularExpression()
          || value.isDocument() && value.asDocument().keySet().stream().anyMatch(key -> key.startsWith("$"));
      if (operator) {
        throw new CommandException(
            ErrorCode.BAD_VALUE,
            "The filter of usersInfo can compare fields with values only, but '" + Names.shown(field.getKey())
                + "' does not");
      }
    }
  }

  static boolean matches(final BsonDocument filter, final BsonDocument user) {
    return filter.entrySet().stream().allMatch(field -> has(user, field.getKey(), field.getValue()));
  }

  private static boolean has(final BsonValue in, final String path, final BsonValue wanted) {
    if (in.isArray()) {
      return in.asArray().stream().anyMatch(element -> element.isDocument() && has(element, path, wanted));
    }
    if (!in.isDocument()) {
      return false;
    }
    final BsonValue whole = in.asDocument().get(path);
    if (whole != null) {
      return whole.equals(wanted) || whole.isArray() && whole.asArray().contains(wanted);
    }
    final int dot = path.indexOf('.');
    final BsonValue part = dot < 0 ? null : in.asDocument().get(path.substring(0, dot));
    return part != null && has(part, path.substring(dot + 1), wanted);
  }
}
