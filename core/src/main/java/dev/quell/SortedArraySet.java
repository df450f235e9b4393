package dev.quell;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set in one sorted array, which is as small as a set can be. It uses no hash codes, so a client gains
 * nothing by choosing elements whose hash codes collide. It is built in O(n log n); {@link #contains} takes O(log n).
 *
 * @param <E> the elements, which compare only to their own class, consistently with equals
 */
final class SortedArraySet<E extends Comparable<E>> extends AbstractSet<E> {
  private final E[] sorted;

  private SortedArraySet(final E[] sorted) {
    this.sorted = sorted;
  }

  /**
   * The set of the given elements.
   *
   * @param given the elements in any order, duplicates allowed
   * @param none an empty array of the element type
   * @param argument the caller's name for {@code given}, for the message of a refusal
   */
  static <E extends Comparable<E>> Set<E> copyOf(final Collection<E> given, final E[] none, final String argument) {
    return new SortedArraySet<>(sorted(given, none, argument));
  }

  private static <E extends Comparable<E>> E[] sorted(
      final Collection<E> given, final E[] none, final String argument) {
    Objects.requireNonNull(given, argument);
    final E[] all = given.toArray(none).clone(); // a clone: the collection may have kept its array
    for (int i = 0; i < all.length; i++) {
      if (all[i] == null) {
        throw new NullPointerException(argument + "[" + i + "] is null: expected no null element");
      }
    }
    Arrays.sort(all);
    int kept = 0;
    for (final E element : all) {
      if (kept == 0 || !element.equals(all[kept - 1])) {
        all[kept++] = element;
      }
    }
    return kept == 0 ? none : Arrays.copyOf(all, kept);
  }

  // ---- without a set around them

  /**
   * The elements of {@link #copyOf}, for {@link #of}: a single one by itself, else a sorted array of them. An object
   * that keeps them instead of the set is 16 to 40 bytes smaller.
   */
  static <E extends Comparable<E>> Object elements(
      final Collection<E> given, final E[] none, final String argument) {
    final E[] all = sorted(given, none, argument);
    return all.length == 1 ? all[0] : all;
  }

  /** The set of what {@link #elements} has returned. */
  @SuppressWarnings("unchecked") // elements has made it
  static <E extends Comparable<E>> Set<E> of(final Object elements, final E[] none) {
    if (elements instanceof Object[]) {
      return new SortedArraySet<>((E[]) elements);
    }
    final E[] one = Arrays.copyOf(none, 1);
    one[0] = (E) elements;
    return new SortedArraySet<>(one);
  }

  /** How many elements {@link #elements} has returned. */
  static int size(final Object elements) {
    return elements instanceof Object[] all ? all.length : 1;
  }

  /** Whether {@link #elements} has returned equal elements twice. */
  static boolean equal(final Object elements, final Object others) {
    return elements instanceof Object[] all
        ? others instanceof Object[] more && Arrays.equals(all, more)
        : elements.equals(others);
  }

  static <E> List<E> asList(final E[] given, final String argument) {
    return Arrays.asList(Objects.requireNonNull(given, argument));
  }

  @Override
  public int size() {
    return sorted.length;
  }

  @Override
  public boolean contains(final @Nullable Object candidate) {
    return candidate != null
        && sorted.length > 0
        && candidate.getClass() == sorted[0].getClass()
        && Arrays.binarySearch(sorted, candidate) >= 0;
  }

  @Override
  public Iterator<E> iterator() {
    return Arrays.asList(sorted).iterator();
  }

  @Override
  public Spliterator<E> spliterator() {
    return Spliterators.spliterator(
        sorted, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE);
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    return other instanceof SortedArraySet<?> that ? Arrays.equals(sorted, that.sorted) : super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
