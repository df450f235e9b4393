package dev.quell;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * Which sessions to kill: the pattern of MongoDB's {@code killAllSessionsByPattern}, in the meaning its manual
 * documents, with two fields more for age. A pattern matches the sessions that meet <b>all</b> of its fields; a
 * pattern without fields matches every session. A {@link KillRequest} takes any number of patterns, of which a session
 * need meet only one.
 *
 * <p>A field that is present but empty is not an absent one: {@code users} or {@code roles} with no element match
 * nobody.
 *
 * <p>Immutable, so safe to share between threads: every method that adds a field returns another pattern. A field is
 * given once; giving it again with an equal value changes nothing, with another value it is refused, since
 * two lists of roles, for example, have no common list. The one exception is the owner, which MongoDB's command can
 * name twice, in {@code lsid.uid} and in {@code uid}: if those two differ the pattern matches nobody, which is what a
 * conjunction means.
 */
public final class KillPattern {
  private static final UserName[] NO_USERS = {};
  private static final Role[] NO_ROLES = {};
  private static final KillPattern ALL = new KillPattern(null, null, null, null, null, null, null);

  // Each is null where the pattern does not constrain it.
  private final UUID id;
  private final Uid uid;
  /** A second owner, other than {@link #uid}: no session has both. */
  private final Uid contradictingUid;
  private final Set<UserName> users;
  private final Set<Role> roles;
  private final Duration minIdle;
  private final Duration minAge;
  /**
   * The request to kill by this pattern alone, made by the first such kill; racy, any value is right: it is immutable.
   */
  private KillRequest request;

  private KillPattern(
      final UUID id, final Uid uid, final Uid contradictingUid, final Set<UserName> users, final Set<Role> roles,
      final Duration minIdle, final Duration minAge) {
    this.id = id;
    this.uid = uid;
    this.contradictingUid = contradictingUid;
    this.users = users;
    this.roles = roles;
    this.minIdle = minIdle;
    this.minAge = minAge;
  }

  /**
   * The pattern without fields, {@code {}}.
   *
   * @return a pattern that every session matches; always the same object
   */
  public static KillPattern all() {
    return ALL;
  }

  /**
   * The pattern {@code {lsid: {id}}}: every owner's session with that UUID.
   *
   * @param id the UUID that the client chose
   * @return the pattern
   */
  public static KillPattern session(final UUID id) {
    return ALL.withSession(id);
  }

  /**
   * The pattern {@code {lsid: {id, uid}}}: one owner's session with that UUID, and no other.
   *
   * @param id the UUID that the client chose
   * @param uid who owns the session
   * @return the pattern
   */
  public static KillPattern session(final UUID id, final Uid uid) {
    return ALL.withSession(id).withOwner(uid);
  }

  /**
   * The pattern {@code {uid}}: every session of one owner.
   *
   * @param uid who owns the sessions
   * @return the pattern
   */
  public static KillPattern owner(final Uid uid) {
    return ALL.withOwner(uid);
  }

  /**
   * The pattern {@code {users: [...]}}: every session of any of these users. For no user at all, which matches nobody,
   * write {@code users(List.of())}.
   *
   * @param users the owners' names; duplicates are dropped
   * @return the pattern
   * @throws NullPointerException if one of the users is null
   */
  public static KillPattern users(final UserName... users) {
    return ALL.withUsers(SortedArraySet.asList(users, "users"));
  }

  /**
   * The pattern {@code {users: [...]}}: every session of any of these users. Cost: O(n log n).
   *
   * @param users the owners' names, copied; duplicates are dropped; none at all matches nobody
   * @return the pattern
   * @throws NullPointerException if one of the users is null
   */
  public static KillPattern users(final Collection<UserName> users) {
    return ALL.withUsers(users);
  }

  /**
   * The pattern {@code {roles: [...]}}: every session whose owner holds any of these roles when the kill runs. For no
   * role at all, which matches nobody, write {@code roles(List.of())}.
   *
   * @param roles the roles; duplicates are dropped
   * @return the pattern
   * @throws NullPointerException if one of the roles is null
   */
  public static KillPattern roles(final Role... roles) {
    return ALL.withRoles(SortedArraySet.asList(roles, "roles"));
  }

  /**
   * The pattern {@code {roles: [...]}}: every session whose owner holds any of these roles when the kill runs. Cost:
   * O(n log n).
   *
   * @param roles the roles, copied; duplicates are dropped; none at all matches nobody
   * @return the pattern
   * @throws NullPointerException if one of the roles is null
   */
  public static KillPattern roles(final Collection<Role> roles) {
    return ALL.withRoles(roles);
  }

  /**
   * This pattern, and the session has this UUID.
   *
   * @param id the UUID that the client chose
   * @return the narrower pattern
   * @throws IllegalStateException if this pattern already names another UUID
   */
  public KillPattern withSession(final UUID id) {
    requireOnce("id", this.id, Objects.requireNonNull(id, "id"));
    return new KillPattern(id, uid, contradictingUid, users, roles, minIdle, minAge);
  }

  /**
   * This pattern, and the session has this owner. If this pattern already names another owner, the result matches
   * nobody.
   *
   * @param uid who owns the session
   * @return the narrower pattern
   */
  public KillPattern withOwner(final Uid uid) {
    Objects.requireNonNull(uid, "uid");
    if (this.uid == null) {
      return new KillPattern(id, uid, null, users, roles, minIdle, minAge);
    }
    if (contradictingUid != null || uid.equals(this.uid)) {
      return this;
    }
    return new KillPattern(id, this.uid, uid, users, roles, minIdle, minAge);
  }

  /**
   * This pattern, and the session's owner is one of these users. Cost: O(n log n).
   *
   * @param users the owners' names, copied; duplicates are dropped; none at all matches nobody
   * @return the narrower pattern
   * @throws NullPointerException if one of the users is null
   * @throws IllegalStateException if this pattern already names other users
   */
  public KillPattern withUsers(final Collection<UserName> users) {
    final Set<UserName> given = SortedArraySet.copyOf(users, NO_USERS, "users");
    requireOnce("users", this.users, given);
    return new KillPattern(id, uid, contradictingUid, given, roles, minIdle, minAge);
  }

  /**
   * This pattern, and the session's owner holds one of these roles when the kill runs. Cost: O(n log n).
   *
   * @param roles the roles, copied; duplicates are dropped; none at all matches nobody
   * @return the narrower pattern
   * @throws NullPointerException if one of the roles is null
   * @throws IllegalStateException if this pattern already names other roles
   */
  public KillPattern withRoles(final Collection<Role> roles) {
    final Set<Role> given = SortedArraySet.copyOf(roles, NO_ROLES, "roles");
    requireOnce("roles", this.roles, given);
    return new KillPattern(id, uid, contradictingUid, users, given, minIdle, minAge);
  }

  /**
   * This pattern, and the session was last used at least so long ago. MongoDB's command has no such field.
   *
   * @param atLeast how long, zero or more
   * @return the narrower pattern
   * @throws IllegalArgumentException if {@code atLeast} is negative
   * @throws IllegalStateException if this pattern already names another idle time
   */
  public KillPattern idleFor(final Duration atLeast) {
    requireOnce("minIdle", minIdle, requireNotNegative(atLeast));
    return new KillPattern(id, uid, contradictingUid, users, roles, atLeast, minAge);
  }

  /**
   * This pattern, and the session was opened at least so long ago. MongoDB's command has no such field.
   *
   * @param atLeast how long, zero or more
   * @return the narrower pattern
   * @throws IllegalArgumentException if {@code atLeast} is negative
   * @throws IllegalStateException if this pattern already names another age
   */
  public KillPattern olderThan(final Duration atLeast) {
    requireOnce("minAge", minAge, requireNotNegative(atLeast));
    return new KillPattern(id, uid, contradictingUid, users, roles, minIdle, atLeast);
  }

  /**
   * The UUID that a session must have.
   *
   * @return the UUID; empty if any will do
   */
  public Optional<UUID> id() {
    return Optional.ofNullable(id);
  }

  /**
   * The owner that a session must have. If the pattern was given two that differ this is the first of them, and
   * {@link #matchesNobody()} is true: ask that first.
   *
   * @return the owner's uid; empty if any will do
   */
  public Optional<Uid> uid() {
    return Optional.ofNullable(uid);
  }

  /**
   * The users of whom a session's owner must be one.
   *
   * @return an immutable set in the order of {@link UserName#compareTo}, whose {@code contains} costs O(log n);
   *     empty if the owner may be anyone
   */
  public Optional<Set<UserName>> users() {
    return Optional.ofNullable(users);
  }

  /**
   * The roles of which a session's owner must hold one.
   *
   * @return an immutable set in the order of {@link Role#compareTo}, whose {@code contains} costs O(log n); empty if
   *     the owner may hold any roles or none
   */
  public Optional<Set<Role>> roles() {
    return Optional.ofNullable(roles);
  }

  /**
   * The time that must have passed since the last use of a session.
   *
   * @return the least time; empty if any will do
   */
  public Optional<Duration> minIdle() {
    return Optional.ofNullable(minIdle);
  }

  /**
   * The time that must have passed since a session was opened.
   *
   * @return the least time; empty if any will do
   */
  public Optional<Duration> minAge() {
    return Optional.ofNullable(minAge);
  }

  /**
   * Tells whether this pattern has no field at all, so that every session matches.
   *
   * @return true for {@link #all()} only: a time of zero excludes nobody, yet is a field
   */
  public boolean matchesEverything() {
    return equals(ALL);
  }

  /**
   * Tells whether the fields alone exclude every session: {@code users} or {@code roles} without an element, or two
   * owners. Where this is false the pattern may still happen to match no session there is.
   *
   * @return true if no session can match
   */
  public boolean matchesNobody() {
    return contradictingUid != null || users != null && users.isEmpty() || roles != null && roles.isEmpty();
  }

  KillRequest asRequest() {
    KillRequest known = request;
    if (known == null) {
      known = KillRequest.ofOne(this);
      request = known;
    }
    return known;
  }

  private static Duration requireNotNegative(final Duration atLeast) {
    if (Objects.requireNonNull(atLeast, "atLeast").isNegative()) {
      throw new IllegalArgumentException("atLeast is " + atLeast + ": expected zero or more");
    }
    return atLeast;
  }

  private static void requireOnce(final String field, final Object present, final Object given) {
    if (present != null && !present.equals(given)) {
      throw new IllegalStateException(
          field + " is already constrained to " + present + ": expected it once, but was given " + given);
    }
  }

  /** Two patterns are equal if they have the same fields with equal values. Cost: O(n) in the users and roles. */
  @Override
  public boolean equals(final Object other) {
    return this == other
        || other instanceof KillPattern that
            && Objects.equals(id, that.id)
            && Objects.equals(uid, that.uid)
            && Objects.equals(contradictingUid, that.contradictingUid)
            && Objects.equals(users, that.users)
            && Objects.equals(roles, that.roles)
            && Objects.equals(minIdle, that.minIdle)
            && Objects.equals(minAge, that.minAge);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, uid, contradictingUid, users, roles, minIdle, minAge);
  }

  /** Returns the fields in the shape of MongoDB's command: {@code {lsid: {id: ..., uid: ...}, users: [u@db]}}. */
  @Override
  public String toString() {
    final StringJoiner fields = new StringJoiner(", ", "{", "}");
    if (id != null) {
      fields.add("lsid: {id: " + id + (uid == null ? "}" : ", uid: " + uid + "}"));
    } else {
      addIfPresent(fields, "uid", uid);
    }
    addIfPresent(fields, "uid", contradictingUid);
    addIfPresent(fields, "users", users);
    addIfPresent(fields, "roles", roles);
    addIfPresent(fields, "minIdle", minIdle);
    addIfPresent(fields, "minAge", minAge);
    return fields.toString();
  }

  private static void addIfPresent(final StringJoiner fields, final String field, final Object value) {
    if (value != null) {
      fields.add(field + ": " + value);
    }
  }
}
