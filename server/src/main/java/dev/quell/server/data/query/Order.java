package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** A sort: by which fields, and which way. */
final class Order {
  private static final int MOST_KEYS = 32;
  private static final int BAD_SORT = 15974;
  private static final int BAD_DIRECTION = 15975;
  private static final Object EMPTY_ARRAY = new Foreign(new org.bson.BsonUndefined());

  private final List<Key> keys = new ArrayList<>();

  private record Key(String path, boolean ascending) {}

  private record Sortable(Row row, Object[] values, long size) {}

  /** Refuses what is no sort. */
  Order(final BsonDocument spec) {
    if (spec.size() > MOST_KEYS) {
      throw new CommandException(ErrorCode.BAD_VALUE, "too many sort keys: " + spec.size() + ", at most " + MOST_KEYS);
    }
    for (final Map.Entry<String, BsonValue> entry : spec.entrySet()) {
      if (!entry.getValue().isNumber()) {
        throw new CommandException(BAD_SORT,
            "Illegal key in $sort specification: " + entry.getKey());
      }
      final double direction = entry.getValue().asNumber().doubleValue();
      if (direction != 1 && direction != -1) {
        throw new CommandException(BAD_DIRECTION,
            "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
      }
      keys.add(new Key(checked(entry.getKey()), direction > 0));
    }
  }

  private static String checked(final String path) {
    if (path.isEmpty() || path.startsWith("$") || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
      throw new CommandException(ErrorCode.BAD_VALUE, "cannot sort by the field path '" + path + "'");
    }
    return path;
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /**
   * The rows in order, found when the first is asked for.
   *
   * @param atMost how many will be asked for; 0 if all may be
   */
  Stream<Row> sort(final Stream<Row> rows, final long atMost, final Poll poll) {
    return Lazily.from(() -> sorted(rows.iterator(), atMost, poll));
  }

  private Iterator<Row> sorted(final Iterator<Row> rows, final long atMost, final Poll poll) {
    final Memory memory = new Memory("Sort");
    final boolean some = atMost > 0 && atMost < Integer.MAX_VALUE / 4;
    final List<Sortable> all = new ArrayList<>();
    while (rows.hasNext()) {
      poll.check();
      final Row row = rows.next();
      final Object[] values = valuesOf(row.document());
      final Sortable sortable = new Sortable(row.compact(), values, row.size());
      memory.take(sortable.size());
      all.add(sortable);
      final boolean many = all.size() >= 2 * atMost + 1000;
      final boolean large = memory.isHalfFull() && all.size() >= atMost + atMost / 2 + 1;
      if (some && (many || large)) { // the rest can no longer be among the first
        sort(all, poll);
        final List<Sortable> rest = all.subList((int) atMost, all.size());
        memory.giveBack(rest.stream().mapToLong(Sortable::size).sum());
        rest.clear();
      }
    }
    sort(all, poll);
    Collections.reverse(all);
    return new Iterator<>() { // gives each back as it goes
      @Override
      public boolean hasNext() {
        return !all.isEmpty();
      }

      @Override
      public Row next() {
        return all.remove(all.size() - 1).row();
      }
    };
  }

  private void sort(final List<Sortable> all, final Poll poll) {
    all.sort((a, b) -> {
      poll.check();
      return compare(a.values(), b.values());
    });
  }

  private int compare(final Object[] a, final Object[] b) {
    for (int i = 0; i < a.length; i++) {
      final int result = ValueOrder.ASCENDING.compare(a[i], b[i]);
      if (result != 0) {
        return keys.get(i).ascending() ? result : -result;
      }
    }
    return 0;
  }

  private Object[] valuesOf(final Document document) {
    return keys.stream()
        .map(key -> valueOf(Utils.getSubdocumentValueCollectionAware(document, key.path()), key))
        .toArray();
  }

  /** An array sorts by its least element, or its greatest. */
  private static Object valueOf(final Object value, final Key key) {
    if (!(value instanceof Collection<?> list)) {
      return value;
    }
    Object best = list.isEmpty() ? EMPTY_ARRAY : Missing.getInstance();
    boolean first = true;
    for (final Object element : list) {
      final int result = first ? -1 : ValueOrder.ASCENDING.compare(element, best);
      if (first || (key.ascending() ? result < 0 : result > 0)) {
        best = element;
      }
      first = false;
    }
    return best;
  }
}
