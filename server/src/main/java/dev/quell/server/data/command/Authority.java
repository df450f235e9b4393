package dev.quell.server.data.command;

import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.dispatch.CommandCall;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Asks whether a caller may do what a command is about to do. */
final class Authority {
  private Authority() {}

  /** Refuses with 13 unless the caller may do all of this to the collection that the first field names. */
  static void onCollection(final CommandCall call, final Action... actions) {
    onCollection(call, collectionOf(call), actions);
  }

  /** Refuses with 13 unless the caller may do all of this to the collection. */
  static void onCollection(final CommandCall call, final String collection, final Action... actions) {
    on(call, Resource.collection(call.db(), collection), actions);
  }

  /** Refuses with 13 unless the caller may do all of this to the resource. */
  static void on(final CommandCall call, final Resource resource, final Action... actions) {
    for (final Action action : actions) {
      if (!call.caller().may(action, resource)) {
        throw refusal(call);
      }
    }
  }

  /** The refusal. It tells back what the caller has sent, and nothing else. */
  static CommandException refusal(final CommandCall call) {
    final BsonDocument shown = new BsonDocument(call.name(), call.argument());
    return new CommandException(
        ErrorCode.UNAUTHORIZED, "not authorized on " + call.db() + " to execute command " + Shell.text(shown));
  }

  /** The collection that the first field names; empty, which is all of them, if it names none. */
  static String collectionOf(final CommandCall call) {
    final BsonValue first = call.argument();
    return first.isString() ? first.asString().getValue() : "";
  }
}
