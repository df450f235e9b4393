package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.aggregation.Expression;
import de.bwaldvogel.mongo.backend.aggregation.accumulator.Accumulator;
import de.bwaldvogel.mongo.backend.aggregation.accumulator.AddToSetAccumulator;
import de.bwaldvogel.mongo.backend.aggregation.accumulator.PushAccumulator;
import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import dev.quell.server.data.store.IdKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code $group}: the library's accumulators, each group found by its exact key, in bounded memory. Answers in the
 * order in which the groups were first seen.
 */
final class Group {
  private static final String ID = "_id";
  private static final int WITHOUT_ID = 15955;
  private static final Document COUNT = new Document("$count", new Document());
  /** About what a group takes beside its key, however small that is. */
  private static final int OVERHEAD = 200;

  private final Object key;
  private final Map<String, Supplier<Accumulator>> accumulators;

  /** @param list what is collected, where that is the result: the library's own leave out every null */
  private record Member(Accumulator accumulator, Set<ByteBuffer> seen, List<Object> list) {
    boolean collects() {
      return accumulator instanceof PushAccumulator || accumulator instanceof AddToSetAccumulator;
    }
  }

  private record Members(@Nullable Object key, List<Member> list) {}

  Group(final Document spec) {
    if (!spec.containsKey(ID)) {
      throw new CommandException(WITHOUT_ID, "a group specification must include an _id");
    }
    key = spec.get(ID);
    final Document counted = spec.clone();
    counted.replaceAll((field, accumulator) -> COUNT.equals(accumulator) ? new Document("$sum", 1) : accumulator);
    accumulators = Accumulator.parse(counted);
  }

  Stream<Document> apply(final Stream<Document> documents, final Poll poll) {
    return Lazily.from(() -> grouped(documents.iterator(), poll));
  }

  private Iterator<Document> grouped(final Iterator<Document> documents, final Poll poll) {
    final Memory memory = new Memory("$group");
    final Map<ByteBuffer, Members> groups = new LinkedHashMap<>();
    while (documents.hasNext()) {
      poll.check();
      final Document document = documents.next();
      final Object found = Expression.evaluateDocument(key, document);
      final Object id = found instanceof Missing ? null : found;
      final ByteBuffer bytes = ByteBuffer.wrap(IdKey.of(Documents.toBson(id)));
      Members members = groups.get(bytes);
      if (members == null) {
        memory.take(OVERHEAD + 2L * bytes.remaining() + 64L * accumulators.size());
        members = new Members(id, accumulators.values().stream().map(Supplier::get).map(Group::member).toList());
        groups.put(bytes, members);
      }
      members.list().forEach(member -> add(member, document, memory));
    }
    return groups.values().stream().map(Group::resultOf).iterator();
  }

  private static Member member(final Accumulator accumulator) {
    return new Member(accumulator, accumulator instanceof AddToSetAccumulator ? new HashSet<>() : Set.of(),
        new ArrayList<>(0));
  }

  private static void add(final Member member, final Document document, final Memory memory) {
    final Object value = Expression.evaluateDocument(member.accumulator().getExpression(), document);
    if (!member.collects()) {
      member.accumulator().aggregate(value);
      return;
    }
    if (value instanceof Missing) {
      return;
    }
    if (member.accumulator() instanceof AddToSetAccumulator) {
      if (!member.seen().add(ByteBuffer.wrap(IdKey.of(Documents.toBson(value))))) {
        return;
      }
      memory.take(Sizes.of(value));
    }
    memory.take(Sizes.of(value));
    member.list().add(value);
  }

  private static Document resultOf(final Members members) {
    final Document result = new Document(ID, members.key());
    members.list().forEach(member -> result.put(member.accumulator().getField(),
        member.collects() ? member.list() : member.accumulator().getResult()));
    return result;
  }
}
