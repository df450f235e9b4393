package dev.quell.stress.soak;

import dev.quell.KillPattern;
import dev.quell.Role;
import dev.quell.UserName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Draws what kills ask for, in all the forms there are. */
final class Patterns {
  private final Round round;
  private final Names names;
  private final Dice dice;

  Patterns(final Round round, final Dice dice) {
    this.round = round;
    this.names = round.books.names;
    this.dice = dice;
  }

  /** The patterns of a kill; those of a round that spares an owner do not match it. */
  List<KillPattern> draw() {
    if (round.plan.killsAll() && dice.oneIn(10)) {
      return dice.oneIn(2) ? List.of() : List.of(KillPattern.all());
    }
    final List<KillPattern> patterns = new ArrayList<>();
    for (int more = dice.oneIn(3) ? 3 : 1; more > 0; more--) {
      patterns.add(pattern());
    }
    return patterns;
  }

  private KillPattern pattern() {
    final KillPattern pattern =
        switch (dice.below(7)) {
          case 0 -> round.plan.killsAll()
              ? KillPattern.session(names.id(dice))
              : KillPattern.session(names.id(dice)).withUsers(users());
          case 1 -> KillPattern.session(names.id(dice), owner().uid());
          case 2 -> KillPattern.owner(owner().uid());
          case 3 -> KillPattern.users(users());
          case 4 -> KillPattern.users(users()).withRoles(roles());
          case 5 -> KillPattern.owner(owner().uid()).withRoles(roles());
          default -> round.plan.killsAll() ? KillPattern.roles(roles()) : KillPattern.roles(roles()).withUsers(users());
        };
    if (dice.oneIn(4)) {
      return Marks.further(dice.oneIn(2) ? KillPattern.all() : pattern, dice);
    }
    if (dice.oneIn(20)) { // excludes nobody, but has every session looked at
      return dice.oneIn(2) ? pattern.idleFor(Duration.ZERO) : pattern.olderThan(Duration.ZERO);
    }
    return pattern;
  }

  /** An owner that may be killed. */
  private OwnerBook owner() {
    OwnerBook owner;
    do {
      owner = names.owner(dice);
    } while (round.isSpared(owner));
    return owner;
  }

  private Set<UserName> users() {
    final Set<UserName> users = new HashSet<>();
    for (int more = 1 + dice.below(3); more > 0; more--) {
      users.add(Names.user(owner()));
    }
    return users;
  }

  private Set<Role> roles() {
    final Set<Role> roles = new HashSet<>();
    for (int more = 1 + dice.below(2); more > 0; more--) {
      roles.add(dice.of(Names.ROLES));
    }
    return roles;
  }
}
