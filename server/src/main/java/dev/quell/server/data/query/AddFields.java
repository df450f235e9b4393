package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Expression;
import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code $addFields}: the library's expressions, each evaluated on the document as it came, set at paths with dots too.
 */
final class AddFields {
  private static final int EMPTY = 40177;

  private final Document fields;

  AddFields(final Document fields) {
    if (fields.isEmpty()) {
      throw new CommandException(EMPTY,
          "Invalid $addFields :: caused by :: specification must have at least one field");
    }
    this.fields = fields;
  }

  Document apply(final Document document) {
    final Document result = document.cloneDeeply();
    fields.forEach((path, expression) -> set(result, document, path, expression));
    return result;
  }

  /** Sets what an expression makes of a document, at a path of another. */
  static void set(final Document result, final Document document, final String path, final Object expression) {
    if (expression instanceof Document nested
        && !nested.isEmpty()
        && nested.keySet().stream().noneMatch(name -> name.startsWith("$"))) {
      nested.forEach((name, inner) -> set(result, document, path + "." + name, inner));
      return;
    }
    final Object value = evaluate(expression, document);
    if (!(value instanceof Missing)) {
      put(result, Utils.splitPath(path), value);
    } else {
      Utils.removeSubdocumentValue(result, path);
    }
  }

  /** Sets a field; what stands in the way is replaced by a document, and an array means each of its elements. */
  private static void put(final Document target, final List<String> path, final Object value) {
    final String name = path.get(0);
    final List<String> rest = path.subList(1, path.size());
    if (rest.isEmpty()) {
      target.put(name, value);
    } else if (target.get(name) instanceof List<?> list) {
      target.put(name, new ArrayList<>(list.stream().map(element -> with(element, rest, value)).toList()));
    } else {
      target.put(name, with(target.get(name), rest, value));
    }
  }

  private static Document with(final @Nullable Object before, final List<String> path, final Object value) {
    final Document document = before instanceof Document given ? given : new Document();
    put(document, path, value);
    return document;
  }

  private static Object evaluate(final Object expression, final Document document) {
    if (!(expression instanceof List<?> list)) {
      return Expression.evaluateDocument(expression, document);
    }
    final List<Object> values = new ArrayList<>();
    list.forEach(element -> {
      final Object value = evaluate(element, document);
      values.add(value instanceof Missing ? null : value);
    });
    return values;
  }
}
