package dev.quell.bench.kill;

import dev.quell.KillPattern;
import dev.quell.Uid;
import dev.quell.bench.setup.Crowd;
import dev.quell.bench.setup.Keys;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Patterns that name one UUID, owner or role each. A pattern is made whenever it is asked for, as a server makes one of
 * what it has just read from the network; one that was made long ago would be out of the caches, and its misses would
 * be taken for the kill's. The names lie in the order of their numbers, to be read in a row.
 */
final class Patterns {
  /** Lines of so many sessions do not fit into a cache of 32 MiB; those of 65,536 would. */
  private static final int MOST = 1 << 20;

  private final int count;
  private final IntFunction<KillPattern> pattern;

  private Patterns(final int count, final IntFunction<KillPattern> pattern) {
    this.count = count;
    this.pattern = pattern;
  }

  static Patterns ofUuids(final Crowd crowd) {
    return new Patterns(Math.min(crowd.size(), MOST), i -> KillPattern.session(crowd.keys.id(i)));
  }

  static Patterns ofLsids(final Crowd crowd) {
    final int count = Math.min(crowd.size(), MOST);
    final List<Uid> uids = IntStream.range(0, count).mapToObj(i -> Keys.copy(crowd.owner(i).uid())).toList();
    return new Patterns(count, i -> KillPattern.session(crowd.keys.id(i), uids.get(i)));
  }

  static Patterns ofOwners(final Crowd crowd) {
    return of(Keys.uids(crowd.owners), KillPattern::owner);
  }

  static Patterns ofUsers(final Crowd crowd) {
    return of(Keys.names(crowd.owners.length, crowd::userName), user -> KillPattern.users(user));
  }

  static Patterns ofRoles(final Crowd crowd) {
    return of(Keys.names(crowd.keys.roles(), crowd.keys::role), role -> KillPattern.roles(role));
  }

  private static <T> Patterns of(final List<T> names, final Function<T, KillPattern> pattern) {
    return new Patterns(names.size(), i -> pattern.apply(names.get(i)));
  }

  int count() {
    return count;
  }

  KillPattern at(final int i) {
    return pattern.apply(i);
  }
}
