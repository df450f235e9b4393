package dev.quell.server.data.cursor;

import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.StableApi;
import dev.quell.server.dispatch.TimeLimit;
import java.util.Optional;
import org.bson.BsonDocument;

/** Who may go on with a cursor: first the session decides, then the user, then the namespace. */
final class CursorRules {
  private static final int NOT_IN_SESSION = 50736;
  private static final int WITHOUT_LSID = 50737;
  private static final int OTHER_SESSION = 50738;

  private CursorRules() {}

  static void check(final CommandCall call, final long id, final OpenResult cursor, final String namespace) {
    final Caller caller = call.caller();
    final Optional<Lsid> asking = Lsid.of(call);
    final boolean impersonates = caller.may(Action.IMPERSONATE, Resource.CLUSTER);
    if (!cursor.session().equals(asking)) {
      throw caller.access() == Caller.Access.OPEN || impersonates
          ? otherSession(id, cursor.session(), asking)
          : unauthorized(
              "Cursor session id (" + text(cursor.session())
                  + ") is not the same as the operation context's session id ("
                  + text(asking) + ")");
    }
    final boolean ownOrLent = caller.uid().equals(cursor.uid()) || asking.isPresent() && impersonates;
    if (caller.access() != Caller.Access.OPEN && !ownOrLent) {
      throw unauthorized("cursor id " + id + " was not created by the authenticated user");
    }
    if (!cursor.namespace().equals(namespace)) {
      throw unauthorized(
          "Requested getMore on namespace '" + namespace + "', but cursor belongs to a different namespace "
              + cursor.namespace());
    }
    checkFields(call.body(), cursor);
  }

  private static void checkFields(final BsonDocument body, final OpenResult cursor) {
    if (TimeLimit.of(body).isPresent()) {
      throw new CommandException(
          ErrorCode.BAD_VALUE, "cannot set maxTimeMS on getMore command for a non-awaitData cursor");
    }
    final BsonDocument parameters = StableApi.parameters(body);
    if (!parameters.equals(cursor.apiParameters())) {
      throw new CommandException(
          ErrorCode.API_MISMATCH_ERROR, "API parameter mismatch: getMore used params " + parameters.toJson()
              + ", the cursor-creating command used " + cursor.apiParameters().toJson());
    }
  }

  private static String text(final Optional<Lsid> session) {
    return session.map(Lsid::toString).orElse("none");
  }

  private static CommandException unauthorized(final String message) {
    return new CommandException(ErrorCode.UNAUTHORIZED, message);
  }

  private static CommandException otherSession(final long id, final Optional<Lsid> created,
      final Optional<Lsid> asking) {
    final String start = "Cannot run getMore on cursor " + id + ", which was ";
    if (created.isEmpty()) {
      return new CommandException(NOT_IN_SESSION, start + "not created in a session, in session " + text(asking));
    }
    return asking.isEmpty()
        ? new CommandException(WITHOUT_LSID, start + "created in session " + text(created) + ", without an lsid")
        : new CommandException(OTHER_SESSION,
            start + "created in session " + text(created) + ", in session " + text(asking));
  }
}
