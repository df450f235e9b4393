package dev.quell.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fails each test of a class that leaves operations, cursors or sessions behind in a core. It names them, and says
 * where an operation began. The cores are those in the fields of the test class, static or not, of type {@link
 * dev.quell.KillCore}. For another core, such as one within a server, register {@link LeavesNothingExtension#in}.
 *
 * <p>What was in the core before the test does not count. The check is made after the test and its {@code @AfterEach}
 * methods, so these may clean up. To close the core is no way to clean up: what was left at the end of the test method
 * fails the test then. A test that an assumption aborts is not checked.
 *
 * <p>In a named module, open the package of the tests to {@code org.junit.platform.commons}, as JUnit itself asks: it
 * reads the fields.
 */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(LeavesNothingExtension.class)
public @interface LeavesNothing {

  /**
   * What may be left behind.
   *
   * @return the kinds that are not looked for; none by default
   */
  Kind[] except() default {};

  /**
   * How long work may take to end after the test: on other threads, for instance.
   *
   * @return milliseconds; zero looks once. It costs no time if nothing is left when the test method ends. A test that
   *     cleans up in {@code @AfterEach} methods takes up to 200 ms longer, and no longer than this time: the check also
   *     looks before these methods, because they may close the core
   */
  long withinMillis() default 1_000;
}
