package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.ANY;
import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.NUMBER;
import static dev.quell.server.data.command.Kind.OBJECT;
import static dev.quell.server.data.command.Kind.STRING;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The fields of a command, or of an element in one, and what each may hold. Immutable once built. */
final class Shape {
  /** What every command may carry besides its own fields. */
  private static final Map<String, Kind> GENERIC =
      Map.ofEntries(
          Map.entry("$db", STRING),
          Map.entry("lsid", OBJECT),
          Map.entry("txnNumber", NUMBER),
          Map.entry("autocommit", ANY),
          Map.entry("startTransaction", ANY),
          Map.entry("$clusterTime", OBJECT),
          Map.entry("$readPreference", OBJECT),
          Map.entry("readConcern", OBJECT),
          Map.entry("writeConcern", OBJECT),
          Map.entry("comment", ANY),
          Map.entry("maxTimeMS", NUMBER),
          Map.entry("apiVersion", STRING),
          Map.entry("apiStrict", BOOL),
          Map.entry("apiDeprecationErrors", BOOL),
          Map.entry("$queryOptions", OBJECT),
          Map.entry("$audit", OBJECT),
          Map.entry("$client", OBJECT),
          Map.entry("mayBypassWriteBlocking", BOOL));

  private final String name;
  private final Map<String, Kind> fields = new LinkedHashMap<>();
  private final Set<String> required = new LinkedHashSet<>();
  private boolean strict = true;

  private Shape(final String name) {
    this.name = name;
  }

  /** A shape whose refusals begin with this name. */
  static Shape of(final String name) {
    return new Shape(name);
  }

  Shape required(final Kind kind, final String... names) {
    optional(kind, names);
    required.addAll(Set.of(names));
    return this;
  }

  Shape optional(final Kind kind, final String... names) {
    for (final String field : names) {
      fields.put(field, kind);
    }
    return this;
  }

  /** The first field says nothing but the name: it is true, or a number. There may be another spelling of it. */
  Shape argument(final String... spellings) {
    return spellings.length == 0 ? required(BOOL, name) : optional(BOOL, name).optional(BOOL, spellings);
  }

  /** Fields that are not known are ignored, as the older commands do. */
  Shape lenient() {
    strict = false;
    return this;
  }

  /** Reads a whole command. */
  Fields command(final BsonDocument body) {
    return read(body, GENERIC);
  }

  /** The fields that are not those of every command. */
  Set<String> fields() {
    return Collections.unmodifiableSet(fields.keySet());
  }

  /** With which refusals begin. */
  String name() {
    return name;
  }

  /** Reads a document within a command. */
  Fields element(final BsonDocument element) {
    return read(element, Map.of());
  }

  private Fields read(final BsonDocument document, final Map<String, Kind> also) {
    for (final Map.Entry<String, BsonValue> entry : document.entrySet()) {
      final String field = entry.getKey();
      final Kind kind = fields.getOrDefault(field, also.get(field));
      if (kind == null) {
        if (strict) {
          throw new CommandException(ErrorCode.UNKNOWN_FIELD,
              "BSON field '" + name + "." + field + "' is an unknown field.");
        }
      } else if (!isAbsent(entry.getValue()) && !kind.accepts(entry.getValue())) {
        throw wrongType(name + "." + field, entry.getValue(), kind.expected());
      }
    }
    for (final String field : required) {
      if (isAbsent(document.get(field))) {
        throw new CommandException(
            ErrorCode.MISSING_FIELD, "BSON field '" + name + "." + field + "' is missing but a required field");
      }
    }
    return new Fields(name, document);
  }

  /** To clients, a field that is null is one that is not there. */
  static boolean isAbsent(final @Nullable BsonValue value) {
    return value == null || value.isNull() || value.getBsonType() == BsonType.UNDEFINED;
  }

  static CommandException wrongType(final String path, final BsonValue value, final String expected) {
    return new CommandException(
        ErrorCode.TYPE_MISMATCH,
        "BSON field '" + path + "' is the wrong type '" + Kind.nameOf(value) + "', expected " + expected);
  }
}
