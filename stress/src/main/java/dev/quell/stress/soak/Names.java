package dev.quell.stress.soak;

import dev.quell.Labels;
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
   * @param first the labels with which it is opened
   * @param labels which ones it had when; they change if the owner is a changing one
   */
  record Name(int index, UUID id, OwnerBook owner, Labels first, History<Labels> labels) {
    Name(final int index, final UUID id, final OwnerBook owner, final Labels first) {
      this(index, id, owner, first, new History<>(first));
    }

    /** Whether the session can have carried all of these labels at a moment between these two. */
    boolean mayCarry(final Labels all, final long from, final long to) {
      return labels.may(carried -> carried.containsAll(all), from, to);
    }

    /** Whether the session carried all of these labels at every moment between these two. */
    boolean mustCarry(final Labels all, final long from, final long to) {
      return labels.must(carried -> carried.containsAll(all), from, to);
    }

    /** Whether the roles of its owner or its labels can have changed between these two. */
    boolean mayHaveChanged(final long from, final long to) {
      return owner.history().mayHaveChanged(from, to) || labels.mayHaveChanged(from, to);
    }

    @Override
    public String toString() {
      return id.getLeastSignificantBits() + "/" + Names.user(owner);
    }
  }

  private final List<OwnerBook> owners = new ArrayList<>();
  private final List<UUID> ids = new ArrayList<>();
  private final List<Name> names = new ArrayList<>();
  private final int changing;

  /**
   * @param changing how many of the owners change their roles
   * @param apart how many sessions there are besides, each of an owner of its own and drawn by nobody
   */
  Names(final int owners, final int changing, final int ids, final int apart) {
    this.changing = changing;
    for (int i = 0; i < ids; i++) {
      this.ids.add(new UUID(0x5eed, i));
    }
    for (int i = 0; i < owners; i++) {
      final Role first = ROLES.get(i % ROLES.size());
      final Role second = ROLES.get(i / ROLES.size() % ROLES.size());
      final OwnerBook owner = new OwnerBook(Owner.of("user" + i, "app", first, second), i < changing);
      this.owners.add(owner);
      final boolean bare = i == owners - 1; // may be spared by all kills, and so carries nothing
      for (final UUID id : this.ids) {
        names.add(new Name(names.size(), id, owner, bare ? Labels.none() : Marks.of(names.size())));
      }
    }
    for (int i = 0; i < apart; i++) {
      names.add(new Name(names.size(), new UUID(0xa9a7, i),
          new OwnerBook(Owner.of("apart" + i, "app", ROLES.get(0)), false), Labels.none()));
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

  /** One whose roles and labels change. */
  Name changing(final Dice dice) {
    return names.get(dice.below(changing * ids.size()));
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
