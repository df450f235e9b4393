package dev.quell.access;

import java.util.Objects;
import java.util.Set;

/**
 * Actions that are allowed on a resource. Immutable.
 *
 * @param resource on what
 * @param actions what may be done
 */
public record Privilege(Resource resource, Set<Action> actions) {
  /**
   * Makes a privilege.
   *
   * @param resource on what
   * @param actions what may be done, copied
   * @throws NullPointerException if an argument or an action is null
   */
  public Privilege {
    Objects.requireNonNull(resource, "resource");
    actions = Set.copyOf(actions);
  }

  /**
   * A privilege of some actions.
   *
   * @param resource on what
   * @param actions what may be done
   * @return the privilege
   * @throws NullPointerException if an argument or an action is null
   */
  public static Privilege of(final Resource resource, final Action... actions) {
    return new Privilege(resource, Set.of(actions));
  }
}
