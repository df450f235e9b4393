package dev.quell.server.data.query;

import de.bwaldvogel.mongo.bson.Bson;
import dev.quell.server.data.store.Bytes;
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

  /** About how many bytes it has as BSON. */
  int size() {
    return switch (value.getBsonType()) {
      case BINARY -> 5 + value.asBinary().getData().length;
      case JAVASCRIPT -> 5 + value.asJavaScript().getCode().length();
      case JAVASCRIPT_WITH_SCOPE -> 9 + value.asJavaScriptWithScope().getCode().length()
          + Bytes.of(value.asJavaScriptWithScope().getScope()).length;
      case SYMBOL -> 5 + value.asSymbol().getSymbol().length();
      case DB_POINTER -> 17 + value.asDBPointer().getNamespace().length();
      default -> 8;
    };
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
