package dev.quell.access;

import dev.quell.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Adds to and takes from what a role holds. */
final class Grants {
  private Grants() {}

  static Set<Role> union(final Set<Role> held, final Collection<Role> more) {
    final Set<Role> all = new TreeSet<>(held);
    all.addAll(more);
    return all;
  }

  static Set<Role> difference(final Set<Role> held, final Collection<Role> less) {
    final Set<Role> rest = new TreeSet<>(held);
    less.forEach(rest::remove); // removeAll would look through the list for each held one
    return rest;
  }

  static List<Privilege> union(final List<Privilege> held, final List<Privilege> more) {
    final List<Privilege> all = new ArrayList<>(held);
    all.addAll(more);
    return RoleDefinition.merge(all);
  }

  static List<Privilege> difference(final List<Privilege> held, final List<Privilege> less) {
    final List<Privilege> merged = RoleDefinition.merge(less);
    final List<Privilege> rest = new ArrayList<>();
    for (final Privilege privilege : held) {
      final Set<Action> actions = EnumSet.copyOf(privilege.actions()); // never empty: merged
      for (final Privilege taken : merged) {
        if (taken.resource().equals(privilege.resource())) {
          actions.removeAll(taken.actions());
        }
      }
      rest.add(new Privilege(privilege.resource(), actions));
    }
    return RoleDefinition.merge(rest);
  }
}
