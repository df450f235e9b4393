package dev.quell;

/**
 * The name of an authenticated user, as the MongoDB manual writes it: a user and the database that authenticates it.
 * Immutable, so safe to share between threads.
 *
 * <p>Names are compared character by character, without case folding or normalisation. The identity of a user is its
 * {@link Uid}, the digest of the text {@code user@db}. So {@code ("a@b", "c")} and {@code ("a", "b@c")} are different
 * names of the same identity. A host must forbid {@code @} in database names to rule that out.
 *
 * @param user the user, at most 10,000 characters (about where mongod answers code 2)
 * @param db the authentication database, at most 10,000 characters
 */
public record UserName(String user, String db) implements Comparable<UserName> {

  /**
   * Makes a name. Cost: one pass over the characters.
   *
   * @param user the user
   * @param db the authentication database
   * @throws IllegalArgumentException if both are empty, since {@link Owner#unauthenticated()} has no name; if one is
   *     too long; or if one has an unpaired surrogate, which has no UTF-8 form and would let two names share a uid
   */
  public UserName {
    Names.requireName(user, "user");
    Names.requireName(db, "db");
    if (user.isEmpty() && db.isEmpty()) {
      throw new IllegalArgumentException(
          "user and db are both empty: expected a name, or Owner.unauthenticated() where there is none");
    }
  }

  /**
   * Orders by database, then by user, both by UTF-16 code unit. Consistent with equals.
   */
  @Override
  public int compareTo(final UserName other) {
    final int byDb = db.compareTo(other.db);
    return byDb != 0 ? byDb : user.compareTo(other.user);
  }

  /** Returns {@code user@db}, the text whose UTF-8 bytes the uid digests. */
  @Override
  public String toString() {
    return user + "@" + db;
  }
}
