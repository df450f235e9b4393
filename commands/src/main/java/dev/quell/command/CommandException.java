package dev.quell.command;

import dev.quell.QuellException;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** Refuses a command: what the client reads in the reply. Cheap to make, it has no stack trace. */
public class CommandException extends QuellException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param code one of {@link ErrorCode} or {@link dev.quell.KillCode}, or another positive number
   * @param message the text for the client
   * @throws IllegalArgumentException if {@code code} is not positive
   */
  public CommandException(final int code, final String message) {
    super(code, message, false);
  }

  @Override
  public String codeName() {
    return ErrorCode.nameOf(code());
  }

  /**
   * The refusal as a reply.
   *
   * @return {@code {ok: 0.0, errmsg, code, codeName}}, new
   */
  public BsonDocument toReply() {
    return reply(this);
  }

  /**
   * Any refusal or kill as a reply.
   *
   * @param refusal what Quell or a command has thrown
   * @return {@code {ok: 0.0, errmsg, code, codeName}}, new
   * @throws NullPointerException if {@code refusal} is null
   */
  public static BsonDocument reply(final QuellException refusal) {
    return new BsonDocument("ok", new BsonDouble(0))
        .append("errmsg", new BsonString(refusal.getMessage()))
        .append("code", new BsonInt32(refusal.code()))
        .append("codeName", new BsonString(refusal.codeName()));
  }
}
