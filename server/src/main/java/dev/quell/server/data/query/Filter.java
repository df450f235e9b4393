package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Which documents are wanted. Used by one thread at a time. */
public final class Filter {
  private static final String REGEX = "$regex";
  private static final String OPTIONS = "$options";
  private static final String AND = "$and";
  private static final String EQ = "$eq";

  private final BsonDocument bson;
  private final Document query;
  private final QueryMatcher matcher = new DefaultQueryMatcher();
  private final Poll poll;

  private Filter(final BsonDocument bson, final Poll poll) {
    this.bson = bson;
    this.poll = poll;
    Guard.check(bson);
    this.query = Library.ask(() -> (Document) prepared(Documents.from(bson, poll)));
  }

  /** Refuses what is no filter, as far as that shows without a document. */
  public static Filter of(final BsonDocument bson, final Poll poll) {
    final Filter filter = new Filter(bson, poll);
    if (!Guard.mentions(bson, "$expr")) { // that may stumble over fields which are not there
      filter.matches(new Document());
    }
    return filter;
  }

  /** A filter for the library, for a part of an update. */
  static Document unchecked(final BsonDocument bson, final Poll poll) {
    return new Filter(bson, poll).query;
  }

  // ---- regular expressions

  /** Puts regular expressions that can be killed in the place of those that cannot. */
  private Object prepared(final Object value) {
    if (value instanceof BsonRegularExpression regex) {
      return new PolledRegex(regex.getPattern(), regex.getOptions(), poll);
    }
    if (value instanceof List<?> list) {
      final List<Object> prepared = new PolledList(poll);
      list.forEach(element -> prepared.add(prepared(element)));
      return prepared;
    }
    if (!(value instanceof Document document)) {
      return value;
    }
    if (isOnlyRegex(document)) {
      return regexOf(document);
    }
    final Document prepared = new Document();
    final List<Object> more = new ArrayList<>();
    document.forEach((name, field) -> {
      if (field == null && (name.equals("$gte") || name.equals("$lte")) && !document.containsKey(EQ)) {
        prepared.put(EQ, null); // the library compares nothing to null
      } else if (field instanceof Document condition && condition.containsKey(REGEX) && !isOnlyRegex(condition)) {
        more.addAll(split(name, condition));
      } else {
        prepared.put(name, prepared(field));
      }
    });
    if (!more.isEmpty()) {
      final List<Object> all = new PolledList(poll);
      if (prepared.get(AND) instanceof List<?> list) {
        all.addAll(list);
      }
      all.addAll(more);
      prepared.put(AND, all);
    }
    return prepared;
  }

  private static boolean isOnlyRegex(final Document document) {
    return document.containsKey(REGEX) && Set.of(REGEX, OPTIONS).containsAll(document.keySet());
  }

  /** The library looks at nothing else beside a regular expression, so both parts become conditions of their own. */
  private List<Document> split(final String name, final Document condition) {
    if (name.startsWith("$")) {
      throw new CommandException(ErrorCode.BAD_VALUE, "$regex in " + name + " goes with $options only");
    }
    final Document regex = new Document();
    final Document rest = new Document();
    condition.forEach((operator, operand) -> (operator.equals(REGEX) || operator.equals(OPTIONS) ? regex : rest)
        .put(operator, prepared(operand)));
    return List.of(new Document(name, regexOf(regex)), new Document(name, rest));
  }

  private PolledRegex regexOf(final Document document) {
    final Object pattern = document.get(REGEX);
    final Object own = pattern instanceof BsonRegularExpression regex ? regex.getOptions() : "";
    final Object options = document.getOrDefault(OPTIONS, own);
    if (!(options instanceof String flags)) {
      throw new CommandException(ErrorCode.BAD_VALUE, "$options has to be a string");
    }
    if (pattern instanceof BsonRegularExpression regex) {
      return new PolledRegex(regex.getPattern(), flags, poll);
    }
    if (pattern instanceof String text) {
      return new PolledRegex(text, flags, poll);
    }
    throw new CommandException(ErrorCode.BAD_VALUE, "$regex has to be a string");
  }

  // ---- use

  /** Whether the document is wanted. */
  boolean matches(final Document document) {
    return query.isEmpty() || Library.ask(() -> matcher.matches(document, query));
  }

  /** Whether the document is wanted. */
  public boolean matches(final BsonDocument document) {
    return query.isEmpty() || matches(Documents.from(document, poll));
  }

  /** Whether the row is wanted. */
  public boolean matches(final Row row) {
    return query.isEmpty() || matches(row.document());
  }

  /** As the library wants it. */
  Document query() {
    return query;
  }

  /** Whether everything is wanted. */
  public boolean isEmpty() {
    return bson.isEmpty();
  }

  /** The {@code _id} that a document must have to be wanted, if the filter says so. */
  public Optional<BsonValue> id() {
    final BsonValue id = bson.get("_id");
    if (id == null || id.isRegularExpression() || id.isArray()) {
      return Optional.empty();
    }
    if (!id.isDocument()) {
      return Optional.of(id);
    }
    final Map<String, BsonValue> condition = id.asDocument();
    if (condition.keySet().stream().noneMatch(name -> name.startsWith("$"))) {
      return Optional.of(id);
    }
    final BsonValue equal = condition.get("$eq");
    return equal == null || condition.size() != 1 || equal.isArray() ? Optional.empty() : Optional.of(equal);
  }
}
