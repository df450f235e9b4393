package dev.quell.server.data.command;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** What a pipeline will read, found without refusing anything: that comes after the question whether it may be read. */
final class PipelineReads {
  private static final int DEEPEST = 150;

  private PipelineReads() {}

  /** The name of the first stage; empty if there is none. */
  static String firstStage(final @Nullable BsonValue pipeline) {
    final List<String> names = stages(pipeline);
    return names.isEmpty() ? "" : names.get(0);
  }

  /** The names of its stages; an empty one for what is no stage. */
  static List<String> stages(final @Nullable BsonValue pipeline) {
    return pipeline == null || !pipeline.isArray()
        ? List.of()
        : pipeline.asArray().stream()
            .map(stage -> stage.isDocument() && !stage.asDocument().isEmpty() ? stage.asDocument().getFirstKey() : "")
            .toList();
  }

  /** The collections that its stages name, at any depth. */
  static Set<String> collections(final @Nullable BsonValue pipeline) {
    final Set<String> found = new LinkedHashSet<>();
    collect(pipeline, found, 0);
    return found;
  }

  private static void collect(final @Nullable BsonValue value, final Set<String> found, final int depth) {
    if (value == null || depth > DEEPEST) { // what is nested deeper is refused before it runs
      return;
    }
    if (value.isArray()) {
      value.asArray().forEach(element -> collect(element, found, depth + 1));
    } else if (value.isDocument()) {
      collect(value.asDocument(), found, depth);
    }
  }

  private static void collect(final BsonDocument document, final Set<String> found, final int depth) {
    document.forEach((name, value) -> {
      switch (name) {
        case "$lookup", "$graphLookup" -> add(value, "from", found);
        case "$unionWith" -> add(value, "coll", found);
        default -> {}
      }
      collect(value, found, depth + 1);
    });
  }

  private static void add(final BsonValue spec, final String field, final Set<String> found) {
    final BsonValue name = spec.isDocument() ? spec.asDocument().get(field) : spec;
    if (name != null && name.isString()) {
      found.add(name.asString().getValue());
    }
  }
}
