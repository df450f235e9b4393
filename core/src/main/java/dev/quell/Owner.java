package dev.quell;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a session: an identity, and the roles that it holds now. The host states both; Quell looks up neither.
 * Immutable, so safe to share between threads. When the roles of a user change, make a new owner with
 * {@link #withRoles(Collection)}.
 *
 * <p>The {@link Uid} of an owner decides which sessions belong to it. The roles only decide which patterns match them.
 */
public final class Owner {
  private static final Role[] NO_ROLES = {};
  private static final Owner UNAUTHENTICATED = new Owner(null, null, Uid.UNAUTHENTICATED, NO_ROLES);

  /**
   * The name, as two strings: an object of them would take 24 bytes more. Null for the owner of unauthenticated work,
   * which has no name, and for an owner known by its uid alone.
   */
  private final @Nullable String user;
  private final @Nullable String db;
  private final Uid uid;
  /** What {@link SortedArraySet} makes sets of; most owners hold one role or none. */
  private final Object roles;
  /**
   * The record of the core that used this owner last, which saves a look-up. The core sets and validates it. Racy:
   * every value is right.
   */
  @SuppressWarnings("unused")
  private @Nullable Object record;

  private Owner(final @Nullable String user, final @Nullable String db, final Uid uid, final Object roles) {
    this.user = user;
    this.db = db;
    this.uid = uid;
    this.roles = roles;
  }

  /**
   * An owner with this name and these roles. Cost: one SHA-256, and O(n log n) in the number of roles.
   *
   * @param user the user
   * @param db its authentication database
   * @param roles what it holds now; duplicates are dropped
   * @return the owner
   * @throws NullPointerException if one of the roles is null
   * @throws IllegalArgumentException if {@code user} and {@code db} make no {@link UserName}
   */
  public static Owner of(final String user, final String db, final Role... roles) {
    return of(new UserName(user, db), SortedArraySet.asList(roles, "roles"));
  }

  /**
   * An owner with this name and these roles. Cost: one SHA-256, and O(n log n) in the number of roles.
   *
   * @param name the user's name
   * @param roles what it holds now, copied; duplicates are dropped
   * @return the owner
   * @throws NullPointerException if one of the roles is null
   */
  public static Owner of(final UserName name, final Collection<Role> roles) {
    Objects.requireNonNull(name, "name");
    final Object held = SortedArraySet.elements(roles, NO_ROLES, "roles");
    return new Owner(name.user(), name.db(), Uid.ofUser(name), held);
  }

  /**
   * The owner of all work on a server that does not authenticate. It has no name, no roles, and the uid
   * {@link Uid#UNAUTHENTICATED}.
   *
   * @return always the same object
   */
  public static Owner unauthenticated() {
    return UNAUTHENTICATED;
  }

  /**
   * An owner of which only the uid is known, as when an lsid names the session of another user.
   *
   * <p>Opening a session with it leaves the roles of the owner as they are; an owner without a session gets none. The
   * name and the roles follow when a session is opened with an owner that has them.
   *
   * @param uid the identity
   * @return an owner without name and roles; {@link #unauthenticated()} for {@link Uid#UNAUTHENTICATED}
   */
  public static Owner ofUid(final Uid uid) {
    final boolean nobody = Objects.requireNonNull(uid, "uid").equals(Uid.UNAUTHENTICATED);
    return nobody ? UNAUTHENTICATED : new Owner(null, null, uid, NO_ROLES);
  }

  /**
   * The name of this owner. Cost: makes a {@link UserName}.
   *
   * @return the name; empty for unauthenticated work, and for an owner that is known by its uid alone
   */
  public Optional<UserName> name() {
    return user == null || db == null ? Optional.empty() : Optional.of(new UserName(user, db));
  }

  /**
   * The identity of this owner.
   *
   * @return the digest of its name
   */
  public Uid uid() {
    return uid;
  }

  /**
   * The roles that this owner holds. Cost: makes a set of 16 bytes, of 40 for a single role.
   *
   * @return an immutable set in the order of {@link Role#compareTo}; its {@code contains} costs O(log n) and is false
   *     for null
   */
  public Set<Role> roles() {
    return SortedArraySet.of(roles, NO_ROLES);
  }

  /**
   * The same identity with other roles. Cost: O(n log n) in the number of roles; nothing is digested again.
   *
   * @param roles what the owner holds now, in place of what it held; duplicates are dropped
   * @return an owner with the same {@link Uid} object; this owner if the roles are the same
   * @throws NullPointerException if one of the roles is null
   */
  public Owner withRoles(final Role... roles) {
    return withRoles(SortedArraySet.asList(roles, "roles"));
  }

  /**
   * The same identity with other roles, as {@link #withRoles(Role...)} makes it.
   *
   * @param roles what the owner holds now, in place of what it held, copied; duplicates are dropped
   * @return an owner with the same {@link Uid} object; this owner if the roles are the same
   * @throws NullPointerException if one of the roles is null
   */
  public Owner withRoles(final Collection<Role> roles) {
    final Object held = SortedArraySet.elements(roles, NO_ROLES, "roles");
    return SortedArraySet.equal(held, this.roles) ? this : new Owner(user, db, uid, held);
  }

  /**
   * Whether the other owner is the same identity, whatever roles the two hold.
   *
   * @param other another owner
   * @return true if the uids are equal
   */
  public boolean sameIdentity(final Owner other) {
    return uid.equals(Objects.requireNonNull(other, "other").uid);
  }

  /** Two owners are equal if their uids and their roles are equal. Cost: O(n) in the number of roles. */
  @Override
  public boolean equals(final @Nullable Object other) {
    return this == other
        || other instanceof Owner that && uid.equals(that.uid) && SortedArraySet.equal(roles, that.roles);
  }

  @Override
  public int hashCode() {
    // O(1): two sets of roles of one identity rarely have the same size
    return 31 * uid.hashCode() + SortedArraySet.size(roles);
  }

  /** Returns the name, {@code (unauthenticated)} or the uid, followed by the roles if there are any. */
  @Override
  public String toString() {
    final String nameless = uid.equals(Uid.UNAUTHENTICATED) ? "(unauthenticated)" : uid.toString();
    final String who = user == null ? nameless : user + "@" + db;
    return SortedArraySet.size(roles) == 0 ? who : who + " " + roles();
  }
}
