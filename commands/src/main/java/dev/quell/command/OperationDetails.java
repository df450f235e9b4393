package dev.quell.command;

import dev.quell.Uid;
import java.util.function.Supplier;
import org.bson.BsonDocument;

/**
 * What a host tells about an operation, for {@code currentOp}: given to {@link dev.quell.Session#begin(Supplier)} as
 * the description. Called by whoever lists, on their thread, while the operation goes on; must be thread-safe.
 */
public interface OperationDetails extends Supplier<String> {
  /**
   * Whose operation it is, also if it runs in no session.
   *
   * @return the digest of the identity that sent the command
   */
  Uid uid();

  /**
   * The fields that the host knows: {@code desc}, {@code connectionId}, {@code client}, {@code appName}, {@code
   * clientMetadata}, {@code effectiveUsers}, {@code op}, {@code ns}, {@code command} and the like.
   *
   * @return a document of the caller's own; fields that the core knows are added to it
   */
  BsonDocument describe();
}
