package dev.quell.server.data.store;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.nio.charset.StandardCharsets;

/**
 * A collection of a database. Its two parts make the name that clients see.
 *
 * @param db the database, never with a dot
 * @param collection the collection
 */
public record Namespace(String db, String collection) {
  private static final int LONGEST_DB = 63;
  private static final int LONGEST = 255;
  private static final String FORBIDDEN_IN_DB = "/\\. \"$\0";

  /** The name of a database, checked; refused with 73 if no database can be called so. */
  public static String checkedDb(final String db) {
    final int length = bytes(db);
    if (length == 0 || length > LONGEST_DB || db.chars().anyMatch(c -> FORBIDDEN_IN_DB.indexOf(c) >= 0)) {
      throw invalid("Invalid database name: '" + shortened(db) + "'");
    }
    return db;
  }

  /** A namespace to read from; refused with 73 if no collection can be called so. */
  public static Namespace checked(final String db, final String collection) {
    checkedDb(db);
    final boolean good =
        !collection.isEmpty()
            && collection.charAt(0) != '.'
            && collection.charAt(collection.length() - 1) != '.'
            && collection.indexOf('$') < 0
            && collection.indexOf('\0') < 0;
    if (!good) {
      throw invalid("Invalid namespace specified '" + db + "." + shortened(collection) + "'");
    }
    if (bytes(db) + 1 + bytes(collection) > LONGEST) {
      throw invalid("Fully qualified namespace is too long. Namespace: " + db + "." + shortened(collection) + " Max: "
          + LONGEST);
    }
    return new Namespace(db, collection);
  }

  /**
   * {@link #checked}, for a collection that is to be changed: those that begin with {@code system.} are refused too.
   */
  public static Namespace writable(final String db, final String collection) {
    final Namespace namespace = checked(db, collection);
    if (namespace.isSystem()) {
      throw invalid("cannot write to system collection '" + namespace + "'");
    }
    return namespace;
  }

  private static int bytes(final String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String shortened(final String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
  }

  private static CommandException invalid(final String message) {
    return new CommandException(ErrorCode.INVALID_NAMESPACE, message);
  }

  /** Whether it is kept for the server's own use. */
  public boolean isSystem() {
    return collection.startsWith("system.");
  }

  /** Takes {@code db.collection} apart again. */
  static Namespace of(final String fullName) {
    final int dot = fullName.indexOf('.');
    return new Namespace(fullName.substring(0, dot), fullName.substring(dot + 1));
  }

  /** Returns {@code db.collection}. */
  @Override
  public String toString() {
    return db + "." + collection;
  }
}
