package dev.quell.bench.setup;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Who the sessions are: random UUIDs of version 4, 100 sessions for each owner and 10 owners for each role unless told
 * otherwise, the same in every fork. Neighbours in these arrays have nothing to do with each other, so a walk through
 * them reads the keys in a row, as if they came from the network, and visits the sessions at random.
 */
public final class Keys {
  public static final int SESSIONS_PER_OWNER = 100;
  public static final int OWNERS_PER_ROLE = 10;
  public static final int SESSIONS_PER_ROLE = SESSIONS_PER_OWNER * OWNERS_PER_ROLE;

  private static final String DB = "shop";

  public final long[] high;
  public final long[] low;
  public final int[] ownerOf;
  public final Shape shape;

  public Keys(final int sessions) {
    this(sessions, Shape.USUAL);
  }

  public Keys(final int sessions, final Shape shape) {
    final int perRole = shape.sessionsPerRole();
    Checks.that(sessions > 0 && sessions % perRole == 0, "sessions must be a multiple of " + perRole);
    this.shape = shape;
    final SplittableRandom random = new SplittableRandom(sessions);
    high = new long[sessions];
    low = new long[sessions];
    ownerOf = new int[sessions];
    final int owners = sessions / shape.sessionsPerOwner();
    for (int i = 0; i < sessions; i++) {
      high[i] = version4(random.nextLong());
      low[i] = variant2(random.nextLong());
      ownerOf[i] = i % owners;
    }
    shuffle(random);
  }

  public int size() {
    return high.length;
  }

  public UUID id(final int i) {
    return new UUID(high[i], low[i]);
  }

  public int owners() {
    return size() / shape.sessionsPerOwner();
  }

  public int roles() {
    return owners() / shape.ownersPerRole();
  }

  public Role role(final int i) {
    return Role.of("role" + i, DB);
  }

  /** New owner objects, to be indexed by {@link #ownerOf}. */
  public Owner[] newOwners() {
    final Role[] roles = new Role[roles()];
    for (int i = 0; i < roles.length; i++) {
      roles[i] = role(i);
    }
    final Owner[] owners = new Owner[owners()];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = Owner.of("user" + i, DB, roles[i / shape.ownersPerRole()]);
    }
    return owners;
  }

  /** Another order, to visit the sessions in, than the one they were opened in. */
  public void reorder() {
    shuffle(new SplittableRandom(~size()));
  }

  private void shuffle(final SplittableRandom random) {
    for (int i = size() - 1; i > 0; i--) {
      final int j = random.nextInt(i + 1);
      swap(high, i, j);
      swap(low, i, j);
      final int owner = ownerOf[i];
      ownerOf[i] = ownerOf[j];
      ownerOf[j] = owner;
    }
  }

  private static void swap(final long[] array, final int i, final int j) {
    final long value = array[i];
    array[i] = array[j];
    array[j] = value;
  }

  public static <T> void shuffle(final T[] array, final SplittableRandom random) {
    for (int i = array.length - 1; i > 0; i--) {
      final int j = random.nextInt(i + 1);
      final T value = array[i];
      array[i] = array[j];
      array[j] = value;
    }
  }

  /** The numbers below this one in a random order, the same for the same seed. */
  public static Integer[] shuffled(final int numbers, final long seed) {
    final Integer[] order = new Integer[numbers];
    for (int i = 0; i < numbers; i++) {
      order[i] = i;
    }
    shuffle(order, new SplittableRandom(seed));
    return order;
  }

  /** Names in a random order, the same in every fork, of objects of their own that lie in that order. */
  public static <T> List<T> names(final int count, final IntFunction<T> name) {
    return Stream.of(shuffled(count, 6)).map(name::apply).toList();
  }

  /** Owners by uid, as {@link #names}. */
  public static List<Uid> uids(final Owner[] owners) {
    return names(owners.length, i -> copy(owners[i].uid()));
  }

  public static Uid copy(final Uid uid) {
    return Uid.of(uid.toBytes());
  }

  public static long version4(final long random) {
    return random & ~0xF000L | 0x4000L;
  }

  public static long variant2(final long random) {
    return random >>> 2 | Long.MIN_VALUE;
  }
}
