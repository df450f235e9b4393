package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.IdKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonValue;

/** The different values of a field; the elements of an array count one by one. */
public final class Distinct {
  private static final int TOO_LARGE = 17217;

  private final String path;
  private final Map<ByteBuffer, BsonValue> values = new LinkedHashMap<>();
  private long bytes;

  /** The values at a path; refuses what is none. */
  public Distinct(final String path) {
    if (path.isEmpty() || path.startsWith("$") || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
      throw new CommandException(ErrorCode.BAD_VALUE, "the key of distinct is no field path: '" + path + "'");
    }
    this.path = path;
  }

  /** Takes in the values of one document. */
  public void add(final Row row) {
    final Object found = Library.ask(() -> Utils.getSubdocumentValueCollectionAware(row.document(), path));
    if (found instanceof Collection<?> list) {
      list.forEach(this::add);
    } else {
      add(found);
    }
  }

  private void add(final Object found) {
    if (found instanceof Missing) {
      return;
    }
    final BsonValue value = Documents.toBson(found);
    if (values.putIfAbsent(ByteBuffer.wrap(IdKey.of(value)), value) == null) {
      bytes += 8 + Sizes.of(found);
      if (bytes > Documents.LARGEST) {
        throw new CommandException(TOO_LARGE, "distinct too big, 16mb cap");
      }
    }
  }

  /** What was taken in, each once. */
  public BsonArray values() {
    return new BsonArray(new ArrayList<>(values.values()));
  }
}
