package dev.quell.command.kill;

import dev.quell.KillPattern;
import dev.quell.Uid;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.read.Limits;
import dev.quell.command.read.PatternParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.jspecify.annotations.Nullable;

/**
 * What everybody may kill without a privilege: patterns that only sessions of their own can match. These are {@code
 * {uid: own}}, {@code {lsid: {id, uid: own}}}, and {@code {lsid: {id}}}, which then means the caller's own session with
 * that UUID.
 *
 * <p>Stops at the first thing that makes a pattern wider, or that it cannot read: who may not kill is told so, not what
 * else is wrong.
 */
final class OwnSessionRule {
  private final Uid own;
  private final Limits limits;

  OwnSessionRule(final Caller caller, final Limits limits) {
    this.own = caller.uid();
    this.limits = limits;
  }

  /**
   * The patterns of the array at which the reader stands, narrowed to the caller's own sessions.
   *
   * @return at least one; empty if the argument is anything else than a list of such patterns
   */
  Optional<List<KillPattern>> read(final BsonReader reader) {
    final List<KillPattern> patterns = new ArrayList<>();
    try {
      if (reader.getCurrentBsonType() != BsonType.ARRAY) {
        return Optional.empty();
      }
      reader.readStartArray();
      for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader.readBsonType()) {
        final KillPattern pattern = type == BsonType.DOCUMENT ? readOne(reader) : null;
        if (pattern == null || patterns.size() == limits.patterns()) {
          return Optional.empty();
        }
        patterns.add(pattern);
      }
      reader.readEndArray();
    } catch (final CommandException malformed) {
      return Optional.empty();
    }
    return patterns.isEmpty() ? Optional.empty() : Optional.of(patterns);
  }

  /** The pattern, or null if it is wider than the caller's own sessions. */
  private @Nullable KillPattern readOne(final BsonReader reader) {
    KillPattern pattern = null;
    boolean hasUid = false;
    reader.readStartDocument();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      final String field = reader.readName();
      if (field.equals("uid") && !hasUid && PatternParser.readUid(reader).equals(own)) {
        hasUid = true;
      } else if (field.equals("lsid") && pattern == null) {
        pattern = PatternParser.readLsid(reader);
        if (!pattern.uid().map(own::equals).orElse(true)) {
          return null;
        }
      } else {
        return null;
      }
    }
    reader.readEndDocument();
    if (pattern == null) {
      return hasUid ? KillPattern.owner(own) : null;
    }
    return pattern.withOwner(own);
  }
}
