package dev.quell.command;

import java.util.function.Predicate;
import org.bson.BsonDocument;

/**
 * The query language of a host: what it understands in the filter of {@code currentOp}. A host that has one hands it to
 * {@link SessionCommands#run(Caller, String, BsonDocument, QueryLanguage)}, so that the filter means the same there as
 * in a {@code $match} behind {@code $currentOp}.
 */
@FunctionalInterface
public interface QueryLanguage {
  /**
   * Understands a query.
   *
   * @param query a document of the command's own, never changed afterwards; empty: everything is wanted
   * @return says of a document whether it is wanted; used by the calling thread alone, before its command returns
   * @throws dev.quell.QuellException if the query is none, or has something that the language does not have: never
   *     leaves out a condition, and never answers that nothing is wanted instead
   */
  Predicate<BsonDocument> understand(BsonDocument query);
}
