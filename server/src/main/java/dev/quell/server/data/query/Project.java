package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.stage.ProjectStage;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Map;

/**
 * A projection with fields that are computed, as {@code $project} has it. The library's refuses what is none; but it
 * takes the fields of documents in an array apart, and knows no paths to what is computed.
 */
final class Project {
  private static final String ID = "_id";

  /** Fields to keep; or to leave out, if nothing is kept or computed. */
  private final Document plain = new Document();
  private final Document computed = new Document();
  private final Scratch scratch = new Scratch();

  /** Refuses what is no projection, as far as that shows without a document. */
  Project(final Object spec) {
    new ProjectStage(spec);
    ((Document) spec).forEach(this::add);
    if (!computed.isEmpty() && plain.isEmpty()) {
      plain.put(ID, true);
    }
  }

  private void add(final String path, final Object value) {
    if (value instanceof Document nested && !nested.isEmpty()
        && nested.keySet().stream().noneMatch(name -> name.startsWith("$"))) {
      nested.forEach((name, inner) -> add(path + "." + name, inner));
    } else {
      (value instanceof Number || value instanceof Boolean ? plain : computed).put(path, value);
    }
  }

  Document apply(final Document document) {
    final Document result = computesAll() ? new Document() : scratch.project(document, plain);
    if (!document.containsKey(ID)) {
      result.remove(ID); // the library makes a null of it
    }
    for (final Map.Entry<String, Object> field : computed.entrySet()) {
      AddFields.set(result, document, field.getKey(), field.getValue());
    }
    return result;
  }

  /** Without a field to keep, the library would take {@code _id: 0} for one to leave out. */
  private boolean computesAll() {
    return !computed.isEmpty() && plain.values().stream().noneMatch(Utils::isTrue);
  }
}
