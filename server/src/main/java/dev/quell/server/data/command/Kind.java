package dev.quell.server.data.command;

import dev.quell.server.dispatch.TypeWord;
import java.util.EnumSet;
import java.util.Set;
import org.bson.BsonType;
import org.bson.BsonValue;

/** What a field of a command may hold, and how a refusal calls that. */
enum Kind {
  OBJECT("type 'object'", BsonType.DOCUMENT),
  ARRAY("type 'array'", BsonType.ARRAY),
  STRING("type 'string'", BsonType.STRING),
  LONG("type 'long'", BsonType.INT64),
  NUMBER("types '[long, int, decimal, double]'", BsonType.INT64, BsonType.INT32, BsonType.DECIMAL128, BsonType.DOUBLE),
  BOOL(
      "types '[bool, long, int, decimal, double]'",
      BsonType.BOOLEAN, BsonType.INT64, BsonType.INT32, BsonType.DECIMAL128, BsonType.DOUBLE),
  STRING_OR_OBJECT("types '[string, object]'", BsonType.STRING, BsonType.DOCUMENT),
  ARRAY_OR_OBJECT("types '[array, object]'", BsonType.ARRAY, BsonType.DOCUMENT),
  STRING_OR_ARRAY_OR_OBJECT("types '[string, array, object]'", BsonType.STRING, BsonType.ARRAY, BsonType.DOCUMENT),
  STRING_OR_NUMBER(
      "types '[string, long, int, decimal, double]'",
      BsonType.STRING, BsonType.INT64, BsonType.INT32, BsonType.DECIMAL128, BsonType.DOUBLE),
  ANY("any type");

  private final String expected;
  @SuppressWarnings("ImmutableEnumChecker") // filled once
  private final Set<BsonType> types;

  Kind(final String expected, final BsonType... types) {
    this.expected = expected;
    this.types = EnumSet.noneOf(BsonType.class);
    this.types.addAll(Set.of(types));
  }

  boolean accepts(final BsonValue value) {
    return this == ANY || types.contains(value.getBsonType());
  }

  String expected() {
    return expected;
  }

  /** The name of a value's type, as MongoDB's messages call it. */
  static String nameOf(final BsonValue value) {
    return TypeWord.of(value.getBsonType());
  }
}
