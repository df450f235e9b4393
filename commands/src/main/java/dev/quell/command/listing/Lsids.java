package dev.quell.command.listing;

import dev.quell.Uid;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;

/** Logical session ids as documents. */
final class Lsids {
  private Lsids() {}

  static BsonDocument of(final UUID id, final Uid uid) {
    return new BsonDocument("id", new BsonBinary(id)).append("uid", new BsonBinary(uid.toBytes()));
  }
}
