package dev.quell.stress;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.quell.internal.services.Apart;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whether HotSpot puts a line of nothing before and behind the fields of what all threads read ({@link Apart}). */
class ApartTest {
  private static final int LINE = 64;
  @TestFactory
  Stream<DynamicTest> shouldHaveALineBeforeItsFieldsAndBehindThem() {
    final List<Class<?>> apart =
        new ClassFileImporter().importPackages("dev.quell.internal").stream()
            .filter(type -> type.isAssignableTo(Apart.class) && !type.isEquivalentTo(Apart.class))
            .<Class<?>>map(JavaClass::reflect)
            .filter(type -> !Modifier.isAbstract(type.getModifiers()))
            .toList();
    assertFalse(apart.isEmpty());
    return apart.stream().map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> isApart(type)));
  }

  private static void isApart(final Class<?> type) {
    final long first = offsets(type, false).min().orElseThrow();
    final long last = offsets(type, false).max().orElseThrow();
    final long end = offsets(type, true).max().orElseThrow();
    assertTrue(first >= LINE, "the first field is at " + first);
    assertTrue(end - last >= LINE - Integer.BYTES, "the last field is at " + last + ", and the object ends at " + end);
  }

  private static Stream<Field> fields(final Class<?> type) {
    return type == Object.class
        ? Stream.empty()
        : Stream.concat(fields(type.getSuperclass()), Stream.of(type.getDeclaredFields()))
            .filter(field -> !Modifier.isStatic(field.getModifiers()));
  }

  private static LongStream offsets(final Class<?> type, final boolean unused) {
    return fields(type)
        .filter(field -> isUnused(field) == unused)
        .mapToLong(ApartTest::offset);
  }

  /** By reflection, because the compiler warns of the class, and nothing else tells where a field is. */
  private static long offset(final Field field) {
    try {
      final Class<?> type = Class.forName("sun.misc.Unsafe");
      final Field only = type.getDeclaredField("theUnsafe");
      only.setAccessible(true);
      return (long) type.getMethod("objectFieldOffset", Field.class).invoke(only.get(null), field);
    } catch (final ReflectiveOperationException e) {
      throw new LinkageError("no sun.misc.Unsafe", e);
    }
  }

  private static boolean isUnused(final Field field) {
    return field.getName().matches("[ab]\\d+");
  }
}
