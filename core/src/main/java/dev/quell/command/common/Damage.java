package dev.quell.command.common;

import dev.quell.QuellException;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.nio.BufferUnderflowException;
import org.bson.BSONException;

/** Makes a refusal of what a command has thrown. */
public final class Damage {
  private static final System.Logger LOG = System.getLogger("dev.quell");

  private Damage() {}

  /**
   * The refusal itself if it is one; an invalid document if the bytes could not be read; else an internal error, which
   * is logged.
   */
  public static QuellException refusal(final RuntimeException thrown) {
    if (thrown instanceof QuellException refusal) {
      return refusal;
    }
    if (thrown instanceof BSONException || thrown instanceof BufferUnderflowException) {
      return new CommandException(ErrorCode.INVALID_BSON, "invalid BSON: " + thrown.getMessage());
    }
    LOG.log(System.Logger.Level.ERROR, "a command failed", thrown);
    return new CommandException(ErrorCode.INTERNAL_ERROR, "internal error");
  }
}
