package dev.quell;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions to kill: a pattern of MongoDB's {@code killAllSessionsByPattern}, with the meaning that its manual
 * documents, plus two fields for age and one for labels. A pattern matches the sessions that meet <b>all</b> of its
 * fields; {@link #withLabel} says what else a pattern with labels matches. A pattern without fields matches every
 * session. A {@link KillRequest} takes any number of patterns; a session need meet only one of them.
 *
 * <p>An empty field is not an absent field: {@code users} or {@code roles} without an element match nobody.
 *
 * <p>Immutable, so safe to share between threads: a method that adds a field returns another pattern. Worth keeping:
 * {@link KillCore#kill(KillPattern)} compiles a pattern once.
 *
 * <p>A field is given once. To give it again with an equal value changes nothing; another value is refused, since two
 * lists of roles, for example, have no list in common. The owner is the one exception, because MongoDB's command can
 * name it twice, in {@code lsid.uid} and in {@code uid}. If the two differ, the pattern matches nobody, as a
 * conjunction says.
 */
public final class KillPattern {
  private static final UserName[] NO_USERS = {};
  private static final Role[] NO_ROLES = {};
  private static final KillPattern ALL = new KillPattern(null, null, null, null, null, null, null, Labels.none());

  // Each is null where the pattern does not constrain it.
  private final @Nullable UUID id;
  private final @Nullable Uid uid;
  /** A second owner, different from {@link #uid}: no session has both. */
  private final @Nullable Uid contradictingUid;
  private final @Nullable Set<UserName> users;
  private final @Nullable Set<Role> roles;
  private final @Nullable Duration minIdle;
  private final @Nullable Duration minAge;
  private final Labels labels; // none if the pattern does not constrain them
  /**
   * The request to kill by this pattern alone, made by the first such kill. Racy: every value is equal and immutable.
   */
  private @Nullable KillRequest request;

  private KillPattern(
      final @Nullable UUID id,
      final @Nullable Uid uid,
      final @Nullable Uid contradictingUid,
      final @Nullable Set<UserName> users,
      final @Nullable Set<Role> roles,
      final @Nullable Duration minIdle,
      final @Nullable Duration minAge,
      final Labels labels) {
    this.id = id;
    this.uid = uid;
    this.contradictingUid = contradictingUid;
    this.users = users;
    this.roles = roles;
    this.minIdle = minIdle;
    this.minAge = minAge;
    this.labels = labels;
  }

  /**
   * The pattern without fields, {@code {}}, which every session matches.
   *
   * @return always the same object
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
   * @param uid the owner of the session
   * @return the pattern
   */
  public static KillPattern session(final UUID id, final Uid uid) {
    return ALL.withSession(id).withOwner(uid);
  }

  /**
   * The pattern {@code {uid}}: every session of one owner.
   *
   * @param uid the owner of the sessions
   * @return the pattern
   */
  public static KillPattern owner(final Uid uid) {
    return ALL.withOwner(uid);
  }

  /**
   * The pattern {@code {users: [...]}}: every session of any of these users. For no user at all, which matches nobody,
   * write {@code users(List.of())}. Cost: O(n log n).
   *
   * @param users the owners' names; duplicates are dropped
   * @return the pattern
   * @throws NullPointerException if one of the users is null
   */
  public static KillPattern users(final UserName... users) {
    return ALL.withUsers(SortedArraySet.asList(users, "users"));
  }

  /**
   * The pattern {@code {users: [...]}}, as {@link #users(UserName...)} makes it.
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
   * role at all, which matches nobody, write {@code roles(List.of())}. Cost: O(n log n).
   *
   * @param roles the roles; duplicates are dropped
   * @return the pattern
   * @throws NullPointerException if one of the roles is null
   */
  public static KillPattern roles(final Role... roles) {
    return ALL.withRoles(SortedArraySet.asList(roles, "roles"));
  }

  /**
   * The pattern {@code {roles: [...]}}, as {@link #roles(Role...)} makes it.
   *
   * @param roles the roles, copied; duplicates are dropped; none at all matches nobody
   * @return the pattern
   * @throws NullPointerException if one of the roles is null
   */
  public static KillPattern roles(final Collection<Role> roles) {
    return ALL.withRoles(roles);
  }

  /**
   * The pattern of one label. It matches the sessions that carry the label, with all their work. It also matches
   * operations and cursors that carry the label themselves, in any session or none. An addition of Quell: MongoDB's
   * command has no such field.
   *
   * @param key the key of the label
   * @param value the value that it must have
   * @return the pattern
   * @throws IllegalArgumentException if the key or value is not as {@link Labels.Label} asks
   */
  public static KillPattern label(final String key, final String value) {
    return ALL.withLabel(key, value);
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
    return new KillPattern(id, uid, contradictingUid, users, roles, minIdle, minAge, labels);
  }

  /**
   * This pattern, and the session has this owner. If this pattern already names another owner, the result matches
   * nobody.
   *
   * @param uid the owner of the session
   * @return the narrower pattern
   */
  public KillPattern withOwner(final Uid uid) {
    Objects.requireNonNull(uid, "uid");
    if (this.uid == null) {
      return new KillPattern(id, uid, null, users, roles, minIdle, minAge, labels);
    }
    if (contradictingUid != null || uid.equals(this.uid)) {
      return this;
    }
    return new KillPattern(id, this.uid, uid, users, roles, minIdle, minAge, labels);
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
    return new KillPattern(id, uid, contradictingUid, given, roles, minIdle, minAge, labels);
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
    return new KillPattern(id, uid, contradictingUid, users, given, minIdle, minAge, labels);
  }

  /**
   * This pattern, and the session was last used at least this long ago. An addition of Quell: MongoDB's command has no
   * such field.
   *
   * @param atLeast the least idle time, zero or more; sessions know theirs to about a quarter of a second
   * @return the narrower pattern
   * @throws IllegalArgumentException if {@code atLeast} is negative
   * @throws IllegalStateException if this pattern already names another idle time
   */
  public KillPattern idleFor(final Duration atLeast) {
    requireOnce("minIdle", minIdle, requireNotNegative(atLeast));
    return new KillPattern(id, uid, contradictingUid, users, roles, atLeast, minAge, labels);
  }

  /**
   * This pattern, and the session was opened at least this long ago. An addition of Quell: MongoDB's command has no
   * such field.
   *
   * @param atLeast the least age, zero or more; sessions know theirs to about a quarter of a second
   * @return the narrower pattern
   * @throws IllegalArgumentException if {@code atLeast} is negative
   * @throws IllegalStateException if this pattern already names another age
   */
  public KillPattern olderThan(final Duration atLeast) {
    requireOnce("minAge", minAge, requireNotNegative(atLeast));
    return new KillPattern(id, uid, contradictingUid, users, roles, minIdle, atLeast, labels);
  }

  /**
   * This pattern, and what is matched carries this label. It matches the sessions that meet the other fields and carry
   * all labels of the pattern, with all their work. In the other sessions that meet the other fields, it matches the
   * operations and cursors that themselves carry all labels. If the pattern has no other field, it also matches such
   * operations and cursors without a session, and those of sessions that have ended. Labels of a session and of its
   * operation are not added up: one of the two must carry all of them. An addition of Quell: MongoDB's command has no
   * such field.
   *
   * @param key the key of the label
   * @param value the value that it must have
   * @return the narrower pattern
   * @throws IllegalArgumentException if the key or value is not as {@link Labels.Label} asks, or if this pattern has
   *     {@link Labels#MAX_SIZE} other labels
   * @throws IllegalStateException if this pattern already names another value of the key
   */
  public KillPattern withLabel(final String key, final String value) {
    final Labels given = labels.with(key, value);
    requireOnce("label " + key, labels.get(key).orElse(null), value);
    return new KillPattern(id, uid, contradictingUid, users, roles, minIdle, minAge, given);
  }

  /**
   * The UUID that a session must have.
   *
   * @return the UUID; empty if any UUID matches
   */
  public Optional<UUID> id() {
    return Optional.ofNullable(id);
  }

  /**
   * The owner that a session must have. If the pattern names two different owners, this is the first of them and
   * {@link #matchesNobody()} is true; ask that first.
   *
   * @return the owner's uid; empty if any owner matches
   */
  public Optional<Uid> uid() {
    return Optional.ofNullable(uid);
  }

  /**
   * The users of which a session's owner must be one.
   *
   * @return an immutable set in the order of {@link UserName#compareTo}, whose {@code contains} costs O(log n); empty
   *     if any owner matches
   */
  public Optional<Set<UserName>> users() {
    return Optional.ofNullable(users);
  }

  /**
   * The roles of which a session's owner must hold one.
   *
   * @return an immutable set in the order of {@link Role#compareTo}, whose {@code contains} costs O(log n); empty if
   *     the owner's roles do not matter
   */
  public Optional<Set<Role>> roles() {
    return Optional.ofNullable(roles);
  }

  /**
   * The least time since the last use of a session.
   *
   * @return the time; empty if it does not matter
   */
  public Optional<Duration> minIdle() {
    return Optional.ofNullable(minIdle);
  }

  /**
   * The least time since a session was opened.
   *
   * @return the time; empty if it does not matter
   */
  public Optional<Duration> minAge() {
    return Optional.ofNullable(minAge);
  }

  /**
   * The labels that what is matched must carry, all of them.
   *
   * @return the labels; {@link Labels#none} if they do not matter
   */
  public Labels labels() {
    return labels;
  }

  /**
   * Whether this pattern has no field at all, so that every session matches.
   *
   * @return true for {@link #all()} and its equals only; a time of zero excludes no session, but it is a field
   */
  public boolean matchesEverything() {
    return equals(ALL);
  }

  /**
   * Whether the fields alone exclude every session: {@code users} or {@code roles} without an element, or two owners.
   * If false, the pattern may still happen to match no open session.
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

  private static void requireOnce(final String field, final @Nullable Object present, final Object given) {
    if (present != null && !present.equals(given)) {
      throw new IllegalStateException(
          field + " is already constrained to " + present + ": expected it once, but was given " + given);
    }
  }

  /** Two patterns are equal if they have the same fields with equal values. Cost: O(n) in the users and roles. */
  @Override
  public boolean equals(final @Nullable Object other) {
    return this == other
        || other instanceof KillPattern that
            && Objects.equals(id, that.id)
            && Objects.equals(uid, that.uid)
            && Objects.equals(contradictingUid, that.contradictingUid)
            && Objects.equals(users, that.users)
            && Objects.equals(roles, that.roles)
            && Objects.equals(minIdle, that.minIdle)
            && Objects.equals(minAge, that.minAge)
            && labels.equals(that.labels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, uid, contradictingUid, users, roles, minIdle, minAge, labels);
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
    addIfPresent(fields, "labels", labels.isEmpty() ? null : labels);
    return fields.toString();
  }

  private static void addIfPresent(final StringJoiner fields, final String field, final @Nullable Object value) {
    if (value != null) {
      fields.add(field + ": " + value);
    }
  }
}
