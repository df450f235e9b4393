package dev.quell.stress.soak;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The owners, roles and sessions of a round; every UUID is used by all owners. */
final class Names {
  static final List<Role> ROLES =
      List.of(Role.of("read", "shop"), Role.of("write", "shop"), Role.of("backup", "admin"), Role.of("audit", "admin"));
  private static final int POPULAR_OWNERS = 6;
  private static final int POPULAR_IDS = 3;

  /**
   * A session's name.
   *
   * @param index its place among all names
   */
  record Name(int index, UUID id, OwnerBook owner) {
    @Override
    public String toString() {
      return id.getLeastSignificantBits() + "/" + Names.user(owner);
    }
  }

  private final List<OwnerBook> owners = new ArrayList<>();
  private final List<UUID> ids = new ArrayList<>();
  private final List<Name> names = new ArrayList<>();

  /**
   * @param changing how many of the owners change their roles
   * @param apart how many sessions there are besides, each of an owner of its own and drawn by nobody
   */
  Names(final int owners, final int changing, final int ids, final int apart) {
    for (int i = 0; i < ids; i++) {
      this.ids.add(new UUID(0x5eed, i));
    }
    for (int i = 0; i < owners; i++) {
      final Role first = ROLES.get(i % ROLES.size());
      final Role second = ROLES.get(i / ROLES.size() % ROLES.size());
      final OwnerBook owner = new OwnerBook(Owner.of("user" + i, "app", first, second), i < changing);
      this.owners.add(owner);
      for (final UUID id : this.ids) {
        names.add(new Name(names.size(), id, owner));
      }
    }
    for (int i = 0; i < apart; i++) {
      names.add(new Name(names.size(), new UUID(0xa9a7, i),
          new OwnerBook(Owner.of("apart" + i, "app", ROLES.get(0)), false)));
    }
  }

  List<OwnerBook> owners() {
    return owners;
  }

  List<Name> all() {
    return names;
  }

  /** One of those that nobody draws. */
  Name apart(final int number) {
    return names.get(owners.size() * ids.size() + number);
  }

  OwnerBook owner(final Dice dice) {
    return dice.of(owners);
  }

  UUID id(final Dice dice) {
    return dice.of(ids);
  }

  /** A name; half the time one of a few, so that operations meet in sessions. */
  Name name(final Dice dice) {
    final boolean popular = dice.oneIn(2);
    final int owner = dice.below(popular ? Math.min(POPULAR_OWNERS, owners.size()) : owners.size());
    return names.get(owner * ids.size() + dice.below(popular ? Math.min(POPULAR_IDS, ids.size()) : ids.size()));
  }

  static UserName user(final OwnerBook owner) {
    return owner.first().name().orElseThrow();
  }
}
