package dev.quell.access;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * All that somebody may do. Immutable. A question costs a look at the resources that allow the action, most often one.
 */
public final class Privileges {
  /** Nothing is allowed. */
  public static final Privileges NONE = new Privileges(List.of(), false);
  /** Everything is allowed: where nobody is asked who they are. */
  public static final Privileges ALL = new Privileges(List.of(), true);

  private final Map<Action, Set<Resource>> allowed = new EnumMap<>(Action.class);
  private final List<Privilege> list;
  private final boolean all;

  private Privileges(final Collection<Privilege> list, final boolean all) {
    this.list = List.copyOf(list);
    this.all = all;
    for (final Privilege privilege : list) {
      for (final Action action : privilege.actions()) {
        allowed.computeIfAbsent(action, key -> new LinkedHashSet<>()).add(privilege.resource());
      }
    }
  }

  /**
   * What these privileges allow together.
   *
   * @param privileges any number, copied
   * @return their union
   * @throws NullPointerException if {@code privileges} or one of them is null
   */
  public static Privileges of(final Collection<Privilege> privileges) {
    return new Privileges(Objects.requireNonNull(privileges, "privileges"), false);
  }

  /**
   * Whether the action is allowed.
   *
   * @param action what is to be done
   * @param resource on what
   * @return true if a privilege on the resource, or on one around it, has the action
   * @throws NullPointerException if an argument is null
   */
  public boolean allow(final Action action, final Resource resource) {
    Objects.requireNonNull(resource, "resource");
    if (all) {
      return true;
    }
    for (final Resource candidate : allowed.getOrDefault(Objects.requireNonNull(action, "action"), Set.of())) {
      if (candidate.covers(resource)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The privileges one by one, for listings.
   *
   * @return as they were given; empty for {@link #ALL}
   */
  public List<Privilege> list() {
    return list;
  }
}
