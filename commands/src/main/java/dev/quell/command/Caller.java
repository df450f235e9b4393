package dev.quell.command;

import dev.quell.Owner;
import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.access.Privileges;
import dev.quell.access.Resource;
import java.util.Objects;

/**
 * Who sends a command, as the host has found out, and what they may do. Immutable: a host makes a new one when roles
 * change.
 *
 * @param owner the identity; {@link Owner#unauthenticated()} if nobody is asked who they are, or if this one has not
 *     said yet. Its roles are those held directly and by inheritance
 * @param privileges what the owner's roles allow; {@link Privileges#ALL} if nobody is asked who they are
 * @param access what is known about the identity
 * @param client where the command comes from, for logs: an address, perhaps the name of the program; may be empty
 */
public record Caller(Owner owner, Privileges privileges, Access access, String client) {
  /** How much the host asks, and knows. */
  public enum Access {
    /** The host asks nobody: authentication is off, everything is allowed, all sessions have the same owner. */
    OPEN,
    /** Authentication is on, and this caller has not logged in. */
    ANONYMOUS,
    /** Authentication is on, and the owner is who they say. */
    AUTHENTICATED
  }

  /**
   * Makes a caller.
   *
   * @param owner the identity
   * @param privileges what it may do
   * @param access what is known about it
   * @param client where it is
   * @throws NullPointerException if an argument is null
   */
  public Caller {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(privileges, "privileges");
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(client, "client");
  }

  /**
   * The caller where authentication is off.
   *
   * @param client where it is
   * @return a caller who may do everything
   */
  public static Caller open(final String client) {
    return new Caller(Owner.unauthenticated(), Privileges.ALL, Access.OPEN, client);
  }

  /**
   * One who has not logged in where one must.
   *
   * @param client where it is
   * @return a caller who may do nothing
   */
  public static Caller anonymous(final String client) {
    return new Caller(Owner.unauthenticated(), Privileges.NONE, Access.ANONYMOUS, client);
  }

  /**
   * One who has logged in.
   *
   * @param owner who it is, with the roles held directly and by inheritance
   * @param privileges what those roles allow
   * @param client where it is
   * @return the caller
   */
  public static Caller authenticated(final Owner owner, final Privileges privileges, final String client) {
    return new Caller(owner, privileges, Access.AUTHENTICATED, client);
  }

  /**
   * The digest that marks this caller's sessions.
   *
   * @return the owner's uid
   */
  public Uid uid() {
    return owner.uid();
  }

  /**
   * Whether the caller may do something.
   *
   * @param action what
   * @param resource on what
   * @return what the privileges say
   */
  public boolean may(final Action action, final Resource resource) {
    return privileges.allow(action, resource);
  }

  /**
   * The name for logs and for the victims of a kill.
   *
   * @return {@code user@db}; empty without a name
   */
  public String name() {
    return owner.name().map(Object::toString).orElse("");
  }
}
