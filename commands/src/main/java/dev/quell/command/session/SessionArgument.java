package dev.quell.command.session;

import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.common.Authority;
import dev.quell.command.read.Errors;
import dev.quell.command.read.Lsid;
import dev.quell.command.read.LsidParser;
import dev.quell.command.read.Readers;
import dev.quell.command.read.Skip;
import dev.quell.command.read.Values;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.jspecify.annotations.Nullable;

/** The generic arguments {@code lsid} and {@code txnNumber} of one command, taken from its fields as they go by. */
public final class SessionArgument {
  private static final String PATH = "OperationSessionInfo";
  private static final String LSID = "lsid";
  private static final String TXN_NUMBER = "txnNumber";
  private static final String LSID_PATH = PATH + '.' + LSID;
  private static final String TXN_NUMBER_PATH = PATH + '.' + TXN_NUMBER;
  private static final LsidParser PARSER = new LsidParser(LSID_PATH);

  private @Nullable Lsid lsid;
  private boolean txnNumber;

  /**
   * Finds the arguments in a command, and checks them.
   *
   * @return the lsid; null without one
   */
  public static @Nullable Lsid of(final BsonDocument command, final Caller caller) {
    final Lsid quick = QuickLsid.of(command);
    if (quick == QuickLsid.UNSURE) {
      return carefully(command, caller);
    }
    return quick == QuickLsid.NONE ? null : quick;
  }

  /**
   * {@link #of} by the rules: one pass over all fields. Nothing but the names is looked at in the others.
   *
   * @return the lsid; null without one
   */
  public static @Nullable Lsid carefully(final BsonDocument command, final Caller caller) {
    final SessionArgument argument = new SessionArgument();
    try (BsonReader reader = Readers.of(command)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        if (!argument.take(reader.readName(), reader)) {
          Skip.value(reader);
        }
      }
    }
    return argument.check(caller);
  }

  /** Takes the value at which the reader stands if its field is one of these; false if it is another. */
  public boolean take(final String field, final BsonReader reader) {
    if (LSID.equals(field)) {
      takeLsid(reader);
      return true;
    }
    if (TXN_NUMBER.equals(field)) {
      takeTxnNumber(reader);
      return true;
    }
    return false;
  }

  private void takeLsid(final BsonReader reader) {
    if (lsid != null) {
      throw Errors.duplicate(PATH, LSID);
    }
    Values.require(reader, BsonType.DOCUMENT, LSID_PATH);
    lsid = PARSER.read(reader);
  }

  private void takeTxnNumber(final BsonReader reader) {
    if (txnNumber) {
      throw Errors.duplicate(PATH, TXN_NUMBER);
    }
    Values.require(reader, BsonType.INT64, TXN_NUMBER_PATH);
    reader.readInt64();
    txnNumber = true;
  }

  /**
   * Checks what was taken: whether the caller may name this owner, and what goes with what.
   *
   * @return the lsid; null without one
   */
  public @Nullable Lsid check(final Caller caller) {
    if (lsid == null) {
      if (txnNumber) {
        throw new CommandException(
            ErrorCode.INVALID_OPTIONS, "Transaction number requires a session ID to also be specified");
      }
      return null;
    }
    Authority.requireDigest(caller, lsid.uid());
    requireNoChild(lsid);
    return lsid;
  }

  static void requireNoChild(final Lsid lsid) {
    if (lsid.isChild()) {
      throw new CommandException(ErrorCode.INVALID_OPTIONS, "Internal sessions are only allowed for internal clients");
    }
  }
}
