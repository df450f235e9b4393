package dev.quell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a session, an operation or a cursor is marked with, such as the application's name or the client's address: up
 * to {@link #MAX_SIZE} keys, each with one value. A {@link KillPattern} may ask for labels.
 *
 * <p>Two objects are equal if they have the same keys and values, in whatever order these were given. Immutable, so
 * safe to share between threads. Worth keeping: one for each connection, for example.
 */
public final class Labels implements Comparable<Labels> {
  /** The most labels that one object holds. */
  public static final int MAX_SIZE = 8;
  /** The longest key, in characters. */
  public static final int MAX_KEY_LENGTH = 64;
  /** The longest value, in characters. */
  public static final int MAX_VALUE_LENGTH = 256;

  private static final Labels NONE = new Labels(List.of());

  /**
   * One label. Immutable, so safe to share between threads.
   *
   * @param key the key, 1 to {@link #MAX_KEY_LENGTH} characters
   * @param value the value, at most {@link #MAX_VALUE_LENGTH} characters
   */
  public record Label(String key, String value) implements Comparable<Label> {

    /**
     * Makes a label.
     *
     * @param key the key
     * @param value the value
     * @throws IllegalArgumentException if {@code key} is empty, or if either is too long or has an unpaired surrogate,
     *     which has no UTF-8 form
     */
    public Label {
      Names.requireText(key, "key", MAX_KEY_LENGTH);
      Names.requireText(value, "value", MAX_VALUE_LENGTH);
      if (key.isEmpty()) {
        throw new IllegalArgumentException("key is empty: expected the key of a label");
      }
    }

    /** Orders by key, then by value, both by UTF-16 code unit. Consistent with equals. */
    @Override
    public int compareTo(final Label other) {
      final int byKey = key.compareTo(other.key);
      return byKey != 0 ? byKey : value.compareTo(other.value);
    }

    /** Returns {@code key=value}. */
    @Override
    public String toString() {
      return key + "=" + value;
    }
  }

  private final List<Label> sorted;

  private Labels(final List<Label> sorted) {
    this.sorted = sorted;
  }

  /**
   * No labels.
   *
   * @return always the same object
   */
  public static Labels none() {
    return NONE;
  }

  /**
   * Makes labels from keys and values, in turn: {@code Labels.of("app", "billing", "client", "10.0.0.7")}.
   *
   * @param keysAndValues a key, its value, the next key, and so on, in any order of the keys; none at all makes
   *     {@link #none}
   * @return the labels
   * @throws NullPointerException if a key or value is null
   * @throws IllegalArgumentException if the last key has no value, a key is given twice, there are more than
   *     {@link #MAX_SIZE} keys, or a key or value is not as {@link Label} asks
   */
  public static Labels of(final String... keysAndValues) {
    Objects.requireNonNull(keysAndValues, "keysAndValues");
    if (keysAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "keysAndValues has " + keysAndValues.length + " elements: expected a value for each key");
    }
    final Label[] labels = new Label[keysAndValues.length / 2];
    requireAtMost(labels.length);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = new Label(keysAndValues[2 * i], keysAndValues[2 * i + 1]);
    }
    return sorted(labels);
  }

  /**
   * Makes labels from a map.
   *
   * @param valueByKey the value of each key, copied
   * @return the labels
   * @throws NullPointerException if a key or value is null
   * @throws IllegalArgumentException if there are more than {@link #MAX_SIZE} keys, or a key or value is not as
   *     {@link Label} asks
   */
  public static Labels copyOf(final Map<String, String> valueByKey) {
    final List<Label> labels = new ArrayList<>();
    Objects.requireNonNull(valueByKey, "valueByKey")
        .forEach(
            (key, value) -> {
              requireAtMost(labels.size() + 1);
              labels.add(new Label(key, value));
            });
    return sorted(labels.toArray(Label[]::new));
  }

  private static void requireAtMost(final int size) {
    if (size > MAX_SIZE) {
      throw new IllegalArgumentException("labels are " + size + ": expected at most " + MAX_SIZE);
    }
  }

  private static Labels sorted(final Label[] labels) {
    if (labels.length == 0) {
      return NONE;
    }
    Arrays.sort(labels);
    for (int i = 1; i < labels.length; i++) {
      if (labels[i].key.equals(labels[i - 1].key)) {
        throw new IllegalArgumentException("key " + labels[i].key + " is given twice: expected each key once");
      }
    }
    return new Labels(List.of(labels));
  }

  /**
   * These labels and one more. If the key is there already, the new value takes the place of the old one.
   *
   * @param key the key of the further label
   * @param value its value
   * @return the labels
   * @throws IllegalArgumentException if there are {@link #MAX_SIZE} other keys already, or the key or value is not as
   *     {@link Label} asks
   */
  public Labels with(final String key, final String value) {
    final Label further = new Label(key, value);
    final List<Label> all = new ArrayList<>(sorted);
    all.removeIf(label -> label.key.equals(key));
    requireAtMost(all.size() + 1);
    all.add(further);
    return sorted(all.toArray(Label[]::new));
  }

  /**
   * How many labels there are.
   *
   * @return 0 to {@link #MAX_SIZE}
   */
  public int size() {
    return sorted.size();
  }

  /**
   * Whether there are none.
   *
   * @return true for {@link #none} only
   */
  public boolean isEmpty() {
    return sorted.isEmpty();
  }

  /**
   * The value of a key.
   *
   * @param key any text
   * @return the value; empty if there is no label with this key
   */
  public Optional<String> get(final String key) {
    Objects.requireNonNull(key, "key");
    for (final Label label : sorted) {
      if (label.key.equals(key)) {
        return Optional.of(label.value);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether these include all of the others, each with the same value.
   *
   * @param others other labels
   * @return true if {@code others} are {@link #none}, too
   */
  public boolean containsAll(final Labels others) {
    return this == others || others.sorted.size() <= sorted.size() && sorted.containsAll(others.sorted);
  }

  /**
   * The labels one by one.
   *
   * @return an immutable list in the order of the keys
   */
  public List<Label> toList() {
    return sorted;
  }

  /**
   * The labels as a map.
   *
   * @return a new map from keys to values, in the order of the keys
   */
  public Map<String, String> toMap() {
    final Map<String, String> map = new LinkedHashMap<>();
    sorted.forEach(label -> map.put(label.key, label.value));
    return map;
  }

  /** Orders by the first label that differs; fewer labels come first if the others begin with them. */
  @Override
  public int compareTo(final Labels other) {
    for (int i = 0; i < Math.min(sorted.size(), other.sorted.size()); i++) {
      final int order = sorted.get(i).compareTo(other.sorted.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(sorted.size(), other.sorted.size());
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    return this == other || other instanceof Labels that && sorted.equals(that.sorted);
  }

  @Override
  public int hashCode() {
    return sorted.hashCode();
  }

  /** Returns the labels in the order of the keys: {@code {app=billing, client=10.0.0.7}}. */
  @Override
  public String toString() {
    return sorted.stream().map(Label::toString).collect(Collectors.joining(", ", "{", "}"));
  }
}
