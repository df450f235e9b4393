package dev.quell.testing;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What all objects that can be reached from one hold at a moment, field by field, and array by array in pieces as long
 * as a cache line. It goes into our own objects, arrays and the JDK's atomics, and no further.
 */
public final class Words {
  private static final int LINE_BYTES = 64;
  private static final Set<String> ATOMICS_OF_HDR = Set.of("org.HdrHistogram");

  /** A field of an object, or a line of an array. Its name leaves out which object it is. */
  public record Word(Object holder, String name) {
    @Override
    public boolean equals(final Object other) {
      return other instanceof Word word && word.holder == holder && word.name.equals(name);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(holder) * 31 + name.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final IdentityHashMap<Object, Object[]> values = new IdentityHashMap<>();

  /** Reads all that can be reached from {@code root}. Nothing may change meanwhile. */
  public Words(final Object root) {
    final Deque<Object> next = new ArrayDeque<>();
    next.add(root);
    while (!next.isEmpty()) {
      final Object holder = next.poll();
      if (!values.containsKey(holder)) {
        final Object[] held = held(holder);
        values.put(holder, held);
        Stream.of(held).filter(Words::isOfInterest).forEach(next::add);
      }
    }
  }

  /** The words that have changed since {@code before}, of objects that were there. */
  public Set<Word> changedSince(final Words before) {
    final Set<Word> changed = new HashSet<>();
    before.values.forEach(
        (holder, old) -> {
          final Object[] now = values.get(holder);
          for (int i = 0; now != null && i < old.length; i++) {
            if (!same(old[i], now[i])) {
              changed.add(new Word(holder, name(holder, i)));
            }
          }
        });
    return changed;
  }

  /** The names, in order and once each. */
  public static Set<String> names(final Set<Word> words) {
    return words.stream().map(Word::name).collect(TreeSet::new, Set::add, Set::addAll);
  }

  private static boolean same(final Object one, final Object other) {
    final boolean isValue = one instanceof Number || one instanceof Boolean || one instanceof Character;
    return isValue ? one.equals(other) : one == other;
  }

  private static boolean isOfInterest(final Object value) {
    if (value == null) {
      return false;
    }
    final Class<?> type = value.getClass();
    return type.isArray()
        || isOurs(type)
        || isAtomic(value);
  }

  private static boolean isOurs(final Class<?> type) {
    return type.getName().startsWith("dev.quell.") || ATOMICS_OF_HDR.contains(type.getPackageName());
  }

  private static boolean isAtomic(final Object value) {
    return value instanceof AtomicLong
        || value instanceof AtomicInteger
        || value instanceof LongAdder
        || value instanceof AtomicLongArray
        || value instanceof AtomicReference
        || value instanceof AtomicReferenceArray;
  }

  private static Object[] held(final Object holder) {
    if (holder instanceof LongAdder adder) {
      return new Object[] {adder.sum()};
    }
    if (holder instanceof AtomicLong number) {
      return new Object[] {number.get()};
    }
    if (holder instanceof AtomicInteger number) {
      return new Object[] {number.get()};
    }
    if (holder instanceof AtomicReference<?> reference) {
      return new Object[] {reference.get()};
    }
    if (holder instanceof AtomicLongArray array) {
      return IntStream.range(0, array.length()).mapToObj(array::get).toArray();
    }
    if (holder instanceof AtomicReferenceArray<?> array) {
      return IntStream.range(0, array.length()).mapToObj(array::get).toArray();
    }
    if (holder.getClass().isArray()) {
      return IntStream.range(0, Array.getLength(holder)).mapToObj(i -> Array.get(holder, i)).toArray();
    }
    return fields(holder.getClass()).map(field -> value(field, holder)).toArray();
  }

  private static Stream<Field> fields(final Class<?> type) {
    return type == null || !isOurs(type)
        ? Stream.empty()
        : Stream.concat(
            fields(type.getSuperclass()),
            Stream.of(type.getDeclaredFields()).filter(field -> !Modifier.isStatic(field.getModifiers())));
  }

  private static Object value(final Field field, final Object holder) {
    try {
      field.setAccessible(true);
      return field.get(holder);
    } catch (final IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String name(final Object holder, final int i) {
    final Class<?> type = holder.getClass();
    if (type.isArray()) {
      return "line " + i * width(type.getComponentType()) / LINE_BYTES + " of " + type.getSimpleName();
    }
    if (holder instanceof AtomicLongArray || holder instanceof AtomicReferenceArray) {
      return "line " + i * Long.BYTES / LINE_BYTES + " of " + type.getSimpleName();
    }
    if (isOurs(type)) {
      return type.getSimpleName() + "." + fields(type).skip(i).findFirst().orElseThrow().getName();
    }
    return type.getSimpleName();
  }

  private static int width(final Class<?> component) {
    return component == long.class ? Long.BYTES : component == byte.class ? Byte.BYTES : Integer.BYTES;
  }
}
