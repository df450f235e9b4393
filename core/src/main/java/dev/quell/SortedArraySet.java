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
  private static final SortedArraySet<?> NONE = new SortedArraySet<>(new String[0]);

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
    return kept == 0 ? none() : new SortedArraySet<>(Arrays.copyOf(all, kept));
  }

  @SuppressWarnings("unchecked") // there is no element
  private static <E extends Comparable<E>> Set<E> none() {
    return (Set<E>) NONE;
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
