package dev.quell.demo;

import dev.quell.Uid;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;

/** A session as the server lists it: the client's UUID and the owner's digest. */
record Lsid(UUID id, Uid uid) {
  /** From {@code {id, uid}}. */
  static Lsid of(final BsonDocument lsid) {
    return new Lsid(lsid.getBinary("id").asUuid(), Uid.of(lsid.getBinary("uid").getData()));
  }

  /** {@code {id}}. */
  BsonDocument idOnly() {
    return new BsonDocument("id", new BsonBinary(id));
  }

  /** {@code {id, uid}}. */
  BsonDocument full() {
    return idOnly().append("uid", new BsonBinary(uid.toBytes()));
  }

  @Override
  public String toString() {
    return id + " of " + uid;
  }
}
