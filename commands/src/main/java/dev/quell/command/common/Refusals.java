package dev.quell.command.common;

import dev.quell.QuellException;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.nio.BufferUnderflowException;
import java.util.function.Consumer;
import org.bson.BSONException;

/** Makes a refusal of what a command has thrown. */
public final class Refusals {
  private Refusals() {}

  /**
   * The refusal itself if it is one; an invalid document if the bytes could not be read; else an internal error, of
   * which the client is told no more.
   *
   * @param errors told of an internal error
   */
  public static QuellException of(final RuntimeException thrown, final Consumer<Throwable> errors) {
    if (thrown instanceof QuellException refusal) {
      return refusal;
    }
    if (thrown instanceof BSONException || thrown instanceof BufferUnderflowException) {
      return new CommandException(ErrorCode.INVALID_BSON, "invalid BSON: " + thrown.getMessage());
    }
    errors.accept(thrown);
    return new CommandException(ErrorCode.INTERNAL_ERROR, "internal error");
  }
}
