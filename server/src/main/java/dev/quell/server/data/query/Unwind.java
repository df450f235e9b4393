package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * {@code $unwind}: one document for each element of an array, made when it is asked for, and with all but the path
 * shared. The library's makes all at once, each a copy of the whole: the square of the array, in time and in memory.
 */
final class Unwind {
  private static final int BAD_SPEC = 15981;
  private static final int BAD_PATH = 28808;
  private static final int BAD_PRESERVE = 28809;
  private static final int BAD_INDEX = 28810;
  private static final int UNKNOWN_OPTION = 28811;
  private static final int NO_PATH = 28812;
  private static final int PATH_WITHOUT_DOLLAR = 28818;
  private static final int INDEX_WITH_DOLLAR = 28822;

  private final List<String> path;
  private final boolean preserve;
  /** Null if nobody wants to know where an element was. */
  private final @Nullable List<String> index;

  /** Refuses what is no specification. */
  Unwind(final BsonValue spec) {
    if (!spec.isString() && !spec.isDocument()) {
      throw new CommandException(BAD_SPEC, "expected either a string or an object as specification for $unwind stage");
    }
    final BsonDocument options = spec.isString() ? new BsonDocument("path", spec) : spec.asDocument();
    options.keySet().stream()
        .filter(name -> !List.of("path", "preserveNullAndEmptyArrays", "includeArrayIndex").contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw new CommandException(UNKNOWN_OPTION, "unrecognized option to $unwind stage: " + name);
        });
    path = path(options.get("path"));
    final BsonValue wanted = options.get("preserveNullAndEmptyArrays", BsonBoolean.FALSE);
    if (!wanted.isBoolean()) {
      throw new CommandException(BAD_PRESERVE,
          "expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage");
    }
    preserve = wanted.asBoolean().getValue();
    index = options.containsKey("includeArrayIndex") ? index(options.get("includeArrayIndex")) : null;
  }

  private static List<String> path(final @Nullable BsonValue path) {
    if (path == null) {
      throw new CommandException(NO_PATH, "no path specified to $unwind stage");
    }
    if (!path.isString()) {
      throw new CommandException(BAD_PATH, "expected a string as the path for $unwind stage");
    }
    final String text = path.asString().getValue();
    if (!text.startsWith("$") || text.length() == 1) {
      throw new CommandException(PATH_WITHOUT_DOLLAR,
          "path option to $unwind stage should be prefixed with a '$': " + text);
    }
    return Utils.splitPath(text.substring(1));
  }

  private static List<String> index(final BsonValue index) {
    if (!index.isString() || index.asString().getValue().isEmpty()) {
      throw new CommandException(BAD_INDEX,
          "expected a non-empty string for the includeArrayIndex option to $unwind stage");
    }
    if (index.asString().getValue().startsWith("$")) {
      throw new CommandException(INDEX_WITH_DOLLAR,
          "includeArrayIndex option to $unwind stage should not be prefixed with a '$'");
    }
    return Utils.splitPath(index.asString().getValue());
  }

  Stream<Document> apply(final Stream<Document> documents) {
    return Lazily.from(() -> new Unwound(documents.iterator()));
  }

  /** Goes through one array after another. */
  private final class Unwound implements Iterator<Document> {
    private final Iterator<Document> documents;
    /** Whose array it is. */
    private Document document = new Document();
    private Iterator<?> elements = List.of().iterator();
    private long at;
    private @Nullable Document next;

    Unwound(final Iterator<Document> documents) {
      this.documents = documents;
    }

    @Override
    public boolean hasNext() {
      while (next == null && (elements.hasNext() || documents.hasNext())) {
        next = elements.hasNext() ? indexed(with(document, path, elements.next()), at++) : start(documents.next());
      }
      return next != null;
    }

    @Override
    public Document next() {
      final Document result = hasNext() ? next : null;
      if (result == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return result;
    }

    /** Turns to a document; answers what becomes of one without an array, or null. */
    private @Nullable Document start(final Document newDocument) {
      final Object value = valueIn(newDocument);
      if (!(value instanceof Collection<?> list)) {
        return preserve || !Missing.isNullOrMissing(value) ? indexed(newDocument, null) : null;
      }
      if (list.isEmpty()) {
        return preserve ? indexed(with(newDocument, path, Missing.getInstance()), null) : null;
      }
      document = newDocument;
      elements = list.iterator();
      at = 0;
      return null;
    }
  }

  /** An array on the way to the end of the path is not looked into. */
  private Object valueIn(final Document document) {
    Object value = document;
    for (final String name : path) {
      value = value instanceof Document inner ? inner.getOrMissing(name) : Missing.getInstance();
    }
    return value;
  }

  private Document indexed(final Document document, final @Nullable Long position) {
    return index == null ? document : with(document, index, position);
  }

  /** The document with another value at a path; what is not on the path is shared. */
  private static Document with(final Document document, final List<String> path, final @Nullable Object value) {
    final Document copy = document.clone();
    final String name = path.get(0);
    if (path.size() > 1) {
      final Document inner = copy.get(name) instanceof Document given ? given : new Document();
      copy.put(name, with(inner, path.subList(1, path.size()), value));
    } else if (value instanceof Missing) {
      copy.remove(name);
    } else {
      copy.put(name, value);
    }
    return copy;
  }
}
