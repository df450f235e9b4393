package dev.quell.internal.kill;

import dev.quell.Labels;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What selectors must have in common to be merged. It has an order because clients may choose uids and names whose
 * hashes collide: a hash table searches a bin by the order of its keys, if they have one.
 *
 * @param owners sorted; null for any, or if they may differ
 * @param roles sorted; null for any, or if they may differ
 */
record MergeKey(
    boolean byId,
    boolean byOwner,
    boolean pair,
    @Nullable List<Uid> owners,
    boolean byRole,
    @Nullable List<Role> roles,
    long minIdleMs,
    long minAgeMs,
    Labels labels,
    boolean labelsAlone) implements Comparable<MergeKey> {
  private static final Comparator<MergeKey> ORDER =
      Comparator.comparing(MergeKey::byId)
          .thenComparing(MergeKey::byOwner)
          .thenComparing(MergeKey::pair)
          .thenComparing(MergeKey::byRole)
          .thenComparingLong(MergeKey::minIdleMs)
          .thenComparingLong(MergeKey::minAgeMs)
          .thenComparing(MergeKey::labels)
          .thenComparing(MergeKey::labelsAlone)
          .thenComparing(MergeKey::owners, MergeKey::compareLists)
          .thenComparing(MergeKey::roles, MergeKey::compareLists);

  static <T extends Comparable<T>> List<T> sorted(final Collection<T> some) {
    return some.stream().sorted().toList();
  }

  @Override
  public int compareTo(final MergeKey other) {
    return ORDER.compare(this, other);
  }

  private static <T extends Comparable<T>> int compareLists(
      final @Nullable List<T> left, final @Nullable List<T> right) {
    if (left == null || right == null) {
      return Boolean.compare(left != null, right != null);
    }
    final int bySize = Integer.compare(left.size(), right.size());
    for (int i = 0; bySize == 0 && i < left.size(); i++) {
      final int order = left.get(i).compareTo(right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return bySize;
  }
}
