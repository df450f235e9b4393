package dev.quell.access;

import java.util.Objects;

/**
 * What a privilege is about: the whole server, or collections of databases. Immutable.
 *
 * @param cluster whether it is the server itself; {@code db} and {@code collection} are empty then
 * @param db the database; empty for every database
 * @param collection the collection; empty for every collection that is not a system collection, one whose name begins
 *     with {@code system.}; those must be named
 */
public record Resource(boolean cluster, String db, String collection) implements Comparable<Resource> {
  /** The server itself, for actions such as {@link Action#KILL_ANY_SESSION}. */
  public static final Resource CLUSTER = new Resource(true, "", "");
  /** Every database, and every collection but the system collections. */
  public static final Resource ANY_DATABASE = new Resource(false, "", "");
  private static final String SYSTEM = "system.";

  /**
   * Checks a resource.
   *
   * @param cluster whether it is the server itself
   * @param db the database, or empty
   * @param collection the collection, or empty
   * @throws NullPointerException if {@code db} or {@code collection} is null
   * @throws IllegalArgumentException if it is the server itself and a database or a collection too
   */
  public Resource {
    Objects.requireNonNull(db, "db");
    Objects.requireNonNull(collection, "collection");
    if (cluster && !(db.isEmpty() && collection.isEmpty())) {
      throw new IllegalArgumentException(
          "the cluster has no database or collection, but was given " + db + "." + collection);
    }
  }

  /**
   * All collections of a database.
   *
   * @param db the database
   * @return the resource
   * @throws NullPointerException if {@code db} is null
   */
  public static Resource database(final String db) {
    return new Resource(false, db, "");
  }

  /**
   * One collection.
   *
   * @param db the database
   * @param collection the collection
   * @return the resource
   * @throws NullPointerException if an argument is null
   */
  public static Resource collection(final String db, final String collection) {
    return new Resource(false, db, collection);
  }

  /**
   * Whether a privilege on this resource is one on the other too.
   *
   * @param other what is to be done something with
   * @return true if the other lies within this one
   * @throws NullPointerException if {@code other} is null
   */
  public boolean covers(final Resource other) {
    if (cluster || other.cluster) {
      return cluster == other.cluster;
    }
    return (db.isEmpty() || db.equals(other.db))
        && (collection.isEmpty() ? !other.collection.startsWith(SYSTEM) : collection.equals(other.collection));
  }

  /**
   * Orders by database, then by collection, after the server itself. That there is an order also keeps hash tables
   * quick when somebody who defines roles chooses names whose hashes collide.
   *
   * @param other another resource
   * @return negative, zero or positive as this one comes before, is equal to, or comes after the other
   * @throws NullPointerException if {@code other} is null
   */
  @Override
  public int compareTo(final Resource other) {
    if (cluster != other.cluster) {
      return cluster ? -1 : 1;
    }
    final int byDb = db.compareTo(other.db);
    return byDb != 0 ? byDb : collection.compareTo(other.collection);
  }

  /** Returns {@code cluster}, or {@code db.collection} with {@code *} for every one. */
  @Override
  public String toString() {
    return cluster ? "cluster" : (db.isEmpty() ? "*" : db) + "." + (collection.isEmpty() ? "*" : collection);
  }
}
