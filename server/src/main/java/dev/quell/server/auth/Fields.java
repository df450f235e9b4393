package dev.quell.server.auth;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.dispatch.TypeWord;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.io.ByteBufferBsonInput;

/**
 * Reads a document strictly, with MongoDB's refusals: a field that is not known (40415) or there twice (40413), of the
 * wrong type (14), or missing (40414). Null is a wrong type. What it gives out is a copy, of the reader's own.
 */
final class Fields {
  /** What every command may carry, for others to read. */
  private static final Set<String> GENERIC = Set.of(
      "lsid", "comment", "maxTimeMS", "writeConcern", "readConcern", "apiVersion", "apiStrict", "apiDeprecationErrors",
      "txnNumber", "autocommit", "startTransaction");
  private static final int MOST_SHOWN = 128;
  /** A message of SCRAM, and what every command may carry. */
  private static final int MOST_BYTES_OF_ANYBODY = 65_536;

  private final String path;
  private final BsonDocument document;

  private Fields(final String path, final BsonDocument document) {
    this.path = path;
    this.document = document;
  }

  /** The fields of a command: its first one, these, and those that every command may have. */
  static Fields ofCommand(final BsonDocument body, final String... known) {
    final String name = body.getFirstKey();
    final Set<String> all = new HashSet<>(GENERIC);
    all.add(name);
    all.addAll(List.of(known));
    return read(name, body, all, true);
  }

  /** The fields of a document inside of a command. */
  static Fields of(final String path, final BsonDocument document, final String... known) {
    return read(path, document, Set.of(known), false);
  }

  /** Refuses what is more than a login needs, before it is copied: it may come from anybody. */
  static void requireSmall(final BsonDocument document) {
    if (document instanceof RawBsonDocument raw && raw.getByteLength() > MOST_BYTES_OF_ANYBODY) {
      throw new CommandException(
          ErrorCode.BSON_OBJECT_TOO_LARGE,
          "A command about a login has " + raw.getByteLength() + " bytes, more than " + MOST_BYTES_OF_ANYBODY);
    }
  }

  private static Fields read(
      final String path, final BsonDocument document, final Set<String> known, final boolean passDollars) {
    final Set<String> seen = new HashSet<>();
    try (BsonReader reader = readerOf(document)) { // not by key: a document from the wire may have one twice
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String name = reader.readName();
        if (!known.contains(name) && !(passDollars && name.startsWith("$"))) {
          throw refusal(ErrorCode.UNKNOWN_FIELD, path + "." + shown(name), "is an unknown field.");
        }
        if (!seen.add(name)) {
          throw refusal(ErrorCode.DUPLICATE_FIELD, path + "." + shown(name), "is a duplicate field");
        }
        reader.skipValue();
      }
    }
    return new Fields(path, copy(document));
  }

  /** A copy that shares nothing, not even the bytes that came from the wire. */
  static BsonDocument copy(final BsonDocument document) {
    try (BsonReader reader = readerOf(document)) {
      return new BsonDocumentCodec().decode(reader, DecoderContext.builder().build());
    }
  }

  /** Of a document from the wire it reads the bytes themselves. */
  private static BsonReader readerOf(final BsonDocument document) {
    return document instanceof RawBsonDocument raw
        ? new BsonBinaryReader(new ByteBufferBsonInput(raw.getByteBuffer()))
        : document.asBsonReader();
  }

  String path(final String name) {
    return path + "." + name;
  }

  boolean has(final String name) {
    return document.containsKey(name);
  }

  Optional<BsonValue> value(final String name) {
    return Optional.ofNullable(document.get(name));
  }

  BsonValue required(final String name) {
    return value(name).orElseThrow(
        () -> refusal(ErrorCode.MISSING_FIELD, path(name), "is missing but a required field"));
  }

  String requiredString(final String name) {
    return string(name, required(name));
  }

  Optional<String> string(final String name) {
    return value(name).map(value -> string(name, value));
  }

  private String string(final String name, final BsonValue value) {
    return typed(name, value, BsonType.STRING, "string").asString().getValue();
  }

  BsonArray requiredArray(final String name) {
    return typed(name, required(name), BsonType.ARRAY, "array").asArray();
  }

  Optional<BsonArray> array(final String name) {
    return value(name).map(value -> typed(name, value, BsonType.ARRAY, "array").asArray());
  }

  BsonDocument requiredDocument(final String name) {
    return typed(name, required(name), BsonType.DOCUMENT, "object").asDocument();
  }

  Optional<BsonDocument> document(final String name) {
    return value(name).map(value -> typed(name, value, BsonType.DOCUMENT, "object").asDocument());
  }

  BsonBinary requiredBinary(final String name) {
    return typed(name, required(name), BsonType.BINARY, "binData").asBinary();
  }

  /** A flag, which may be a number; false if it is not there. */
  boolean flag(final String name) {
    return flag(name, false);
  }

  boolean flag(final String name, final boolean otherwise) {
    return value(name).map(value -> {
      if (value.isBoolean()) {
        return value.asBoolean().getValue();
      }
      if (value.isNumber()) {
        return value.asNumber().doubleValue() != 0;
      }
      throw wrongType(path(name), value, "expected types '[bool, long, int, decimal, double]'");
    }).orElse(otherwise);
  }

  private BsonValue typed(final String name, final BsonValue value, final BsonType type, final String word) {
    if (value.getBsonType() != type) {
      throw wrongType(path(name), value, "expected type '" + word + "'");
    }
    return value;
  }

  static CommandException wrongType(final String path, final BsonValue value, final String expected) {
    final String word = TypeWord.of(value.getBsonType());
    return refusal(ErrorCode.TYPE_MISMATCH, path, "is the wrong type '" + word + "', " + expected);
  }

  private static CommandException refusal(final int code, final String path, final String problem) {
    return new CommandException(code, "BSON field '" + path + "' " + problem);
  }

  private static String shown(final String name) {
    return name.length() <= MOST_SHOWN ? name : name.substring(0, MOST_SHOWN) + "...";
  }
}
