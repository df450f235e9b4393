package dev.quell.server.data.query;

import de.bwaldvogel.mongo.bson.Bson;
import org.bson.BsonValue;

/**
 * A value of a type that the library does not know, carried through it unharmed. Equal to its like, and to nothing
 * else.
 */
final class Foreign implements Bson {
  private static final long serialVersionUID = 1L;

  private final transient BsonValue value;

  Foreign(final BsonValue value) {
    this.value = value;
  }

  BsonValue value() {
    return value;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof Foreign that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
