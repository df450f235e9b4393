package dev.quell.testkit;

import dev.quell.KillCore;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * Does what {@link LeavesNothing} says. Tests may run in parallel if each has its own core. Immutable.
 *
 * <p>For a core that is in no field of the test class:
 * {@code @RegisterExtension final LeavesNothingExtension check = LeavesNothingExtension.in(() -> server.core());}
 */
public final class LeavesNothingExtension implements BeforeEachCallback, AfterTestExecutionCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LeavesNothingExtension.class);
  private static final Duration USUAL = Duration.ofSeconds(1);
  /** How long work may take to end before the methods that clean up: only matters if they close the core. */
  private static final Duration BEFORE_CLEANUP = Duration.ofMillis(200);

  private final @Nullable Supplier<? extends @Nullable KillCore> supplier;
  private final Set<Kind> except;
  private final @Nullable Duration within;

  /** What is known of one test. */
  private static final class Test implements AutoCloseable {
    final Map<KillCore, CoreSnapshot> before = new HashMap<>();
    final Map<KillCore, List<String>> afterMethod = new HashMap<>();

    /** JUnit calls it when the test is over, however it went. */
    @Override
    public void close() {
      Begins.forget();
    }
  }

  /** Looks at the cores in the fields of the test class; JUnit calls it for {@link LeavesNothing}. */
  public LeavesNothingExtension() {
    this(null, EnumSet.noneOf(Kind.class), null);
  }

  private LeavesNothingExtension(
      final @Nullable Supplier<? extends @Nullable KillCore> supplier, final Set<Kind> except,
      final @Nullable Duration within) {
    this.supplier = supplier;
    this.except = except;
    this.within = within;
  }

  /**
   * Looks at one core, which is in no field of the test class.
   *
   * @param core asked before and after each test; may return null before the test, while there is no core
   * @return a new extension, for {@link org.junit.jupiter.api.extension.RegisterExtension}
   */
  public static LeavesNothingExtension in(final Supplier<? extends @Nullable KillCore> core) {
    return new LeavesNothingExtension(Objects.requireNonNull(core, "core"), EnumSet.noneOf(Kind.class), null);
  }

  /**
   * Lets tests leave this behind.
   *
   * @param kinds what is not looked for
   * @return a new extension
   */
  public LeavesNothingExtension except(final Kind... kinds) {
    final Set<Kind> all = EnumSet.noneOf(Kind.class);
    all.addAll(List.of(kinds));
    return new LeavesNothingExtension(supplier, all, within);
  }

  /**
   * Sets how long work may take to end after the test; a second by default.
   *
   * @param time zero looks once; what it costs is as {@link LeavesNothing#withinMillis} says
   * @return a new extension
   * @throws IllegalArgumentException if {@code time} is negative
   */
  public LeavesNothingExtension within(final Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time must not be negative, but is " + time);
    }
    return new LeavesNothingExtension(supplier, except, time);
  }

  @Override
  public void beforeEach(final ExtensionContext context) throws Exception {
    final Test test = new Test();
    for (final KillCore core : cores(context)) {
      test.before.put(core, CoreSnapshot.of(core));
    }
    Begins.note();
    context.getStore(NAMESPACE).put(this, test);
  }

  @Override
  public void afterTestExecution(final ExtensionContext context) throws Exception {
    final Test test = test(context);
    if (test == null) {
      return;
    }
    for (final KillCore core : cores(context)) {
      test.afterMethod.put(core, left(test, core, context, least(patience(context), BEFORE_CLEANUP)));
    }
  }

  @Override
  public void afterEach(final ExtensionContext context) throws Exception {
    final Test test = test(context);
    if (test == null) {
      return;
    }
    final List<String> left = new ArrayList<>();
    for (final KillCore core : cores(context)) {
      left.addAll(
          core.isClosed()
              ? test.afterMethod.getOrDefault(core, List.of())
              : left(test, core, context, patience(context)));
    }
    if (!left.isEmpty()) {
      throw new AssertionError("the test left behind:\n  " + String.join("\n  ", left));
    }
  }

  private List<String> left(
      final Test test, final KillCore core, final ExtensionContext context, final Duration patience)
      throws InterruptedException {
    final CoreSnapshot before = test.before.computeIfAbsent(core, CoreSnapshot::empty);
    final boolean interrupted = Thread.interrupted(); // by the test, and the wait would fail with it
    try {
      return before.leftSince(kinds(context), patience);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * What to check; null for nothing. The test has not begun if an extension before this one failed: JUnit calls the
   * methods for afterwards all the same. A test that was aborted, by an assumption, did not get to clean up.
   */
  private @Nullable Test test(final ExtensionContext context) {
    final boolean aborted = context.getExecutionException().filter(TestAbortedException.class::isInstance).isPresent();
    return aborted ? null : context.getStore(NAMESPACE).get(this, Test.class);
  }

  private Set<Kind> kinds(final ExtensionContext context) {
    final Set<Kind> kinds = EnumSet.allOf(Kind.class);
    kinds.removeAll(except);
    if (supplier == null) {
      annotation(context).ifPresent(found -> kinds.removeAll(List.of(found.except())));
    }
    return kinds;
  }

  private Duration patience(final ExtensionContext context) {
    if (supplier != null || within != null) {
      return within == null ? USUAL : within;
    }
    return annotation(context).map(found -> Duration.ofMillis(found.withinMillis())).orElse(USUAL);
  }

  private static Optional<LeavesNothing> annotation(final ExtensionContext context) {
    return AnnotationSupport.findAnnotation(
        context.getRequiredTestClass(), LeavesNothing.class, context.getEnclosingTestClasses());
  }

  private List<KillCore> cores(final ExtensionContext context) throws Exception {
    final List<KillCore> found = new ArrayList<>();
    if (supplier != null) {
      final KillCore core = supplier.get();
      if (core != null) {
        found.add(core);
      }
      return found;
    }
    for (final Object instance : context.getRequiredTestInstances().getAllInstances()) {
      final List<Field> fields =
          ReflectionSupport.findFields(
              instance.getClass(), field -> field.getType() == KillCore.class, HierarchyTraversalMode.TOP_DOWN);
      for (final Field field : fields) {
        final Object core = ReflectionSupport.tryToReadFieldValue(field, instance).get();
        if (core != null && !found.contains(core)) {
          found.add((KillCore) core);
        }
      }
    }
    return found;
  }

  private static Duration least(final Duration one, final Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
