package dev.quell.server.data.query;

import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import dev.quell.QuellException;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.StoreException;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The border to the library: what it refuses becomes a refusal of ours with the same code, what it stumbles over a
 * refusal too, since what it was given came from a client.
 */
public final class Library {
  private static final Logger LOG = LoggerFactory.getLogger(Library.class);

  private Library() {}

  /** Asks the library for something. */
  public static <T> T ask(final Supplier<T> question) {
    try {
      return question.get();
    } catch (final QuellException | StoreException e) {
      throw e;
    } catch (final MongoServerError e) {
      // without the library's preamble
      final MongoServerError first = e.getCause() instanceof MongoServerError cause ? cause : e;
      throw new CommandException(Math.max(1, first.getCode()), first.getMessageWithoutErrorCode());
    } catch (final MongoServerException e) {
      throw new CommandException(ErrorCode.BAD_VALUE, e.getMessageWithoutErrorCode());
    } catch (final ClassCastException e) {
      LOG.debug("the library stumbled", e);
      throw new CommandException(ErrorCode.TYPE_MISMATCH,
          "cannot evaluate: an operator was given a value of the wrong type");
    } catch (final NullPointerException | NoSuchElementException e) {
      LOG.debug("the library stumbled", e);
      throw new CommandException(ErrorCode.BAD_VALUE, "cannot evaluate: an operator was given null, or too little");
    } catch (final RuntimeException e) {
      LOG.debug("the library stumbled", e);
      final String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new CommandException(ErrorCode.BAD_VALUE, "cannot evaluate: " + message);
    } catch (final StackOverflowError e) {
      throw new CommandException(ErrorCode.OVERFLOW, "the query is nested too deeply");
    }
  }
}
