package dev.quell;

/**
 * A role as the MongoDB manual names it: its name and the database that defines it. Immutable, so safe to share between
 * threads. Quell does not know what a role grants or inherits: an {@link Owner} holds the roles that the host says it
 * holds.
 *
 * @param role the name of the role, 1 to 10,000 characters
 * @param db the database that defines it, at most 10,000 characters
 */
public record Role(String role, String db) implements Comparable<Role> {

  /**
   * Makes a role. Cost: one pass over the characters.
   *
   * @param role the name of the role
   * @param db the database that defines it
   * @throws IllegalArgumentException if {@code role} is empty, or if either is too long or has an unpaired surrogate,
   *     which has no UTF-8 form
   */
  public Role {
    Names.requireName(role, "role");
    Names.requireName(db, "db");
    if (role.isEmpty()) {
      throw new IllegalArgumentException("role is empty: expected the name of a role");
    }
  }

  /**
   * Makes a role as the constructor does; shorter where roles are listed.
   *
   * @param role the name of the role
   * @param db the database that defines it
   * @return the role
   * @throws IllegalArgumentException as the constructor does
   */
  public static Role of(final String role, final String db) {
    return new Role(role, db);
  }

  /**
   * Orders by database, then by name, both by UTF-16 code unit. Consistent with equals.
   */
  @Override
  public int compareTo(final Role other) {
    final int byDb = db.compareTo(other.db);
    return byDb != 0 ? byDb : role.compareTo(other.role);
  }

  /** Returns {@code role@db}. */
  @Override
  public String toString() {
    return role + "@" + db;
  }
}
