package dev.quell.command.common;

import dev.quell.command.Caller;
import dev.quell.command.Listing;
import org.bson.BsonValue;

/** A first stage of a pipeline that makes its documents from what the core knows. Thread-safe. */
public interface BsonStage {
  /** The name with the dollar. */
  String name();

  /**
   * Authorises, checks the options, asks the members, and answers the documents.
   *
   * @param caller who asks; where authentication is on, somebody who has logged in: others are refused before
   * @param db the database of the aggregate command
   * @param target the value of the {@code aggregate} field: 1, or the name of a collection
   * @param options the value of the stage
   * @return lazily; to be used once
   * @throws dev.quell.QuellException if it is refused
   */
  Listing open(Caller caller, String db, BsonValue target, BsonValue options);
}
