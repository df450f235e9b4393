package dev.quell.server.dispatch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Virtual threads, found by name because the code also runs on a JDK without them (before 21). */
public final class VirtualThreads {
  private static final @Nullable MethodHandle IS_VIRTUAL;
  private static final @Nullable MethodHandle PER_TASK;
  private static final @Nullable ThreadFactory FACTORY;

  static {
    MethodHandle isVirtual = null;
    MethodHandle perTask = null;
    ThreadFactory factory = null;
    if (Runtime.version().feature() >= 21) {
      try {
        final MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        isVirtual = lookup.findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        perTask = lookup.findStatic(Executors.class, "newThreadPerTaskExecutor",
            MethodType.methodType(ExecutorService.class, ThreadFactory.class));
        final Class<?> builder = Class.forName("java.lang.Thread$Builder");
        final Object ofVirtual = Thread.class.getMethod("ofVirtual").invoke(null);
        builder.getMethod("name", String.class, long.class).invoke(ofVirtual, "quell-work-", 0L);
        factory = (ThreadFactory) builder.getMethod("factory").invoke(ofVirtual);
      } catch (final ReflectiveOperationException e) {
        factory = null; // then platform threads it is
      }
    }
    IS_VIRTUAL = isVirtual;
    PER_TASK = perTask;
    FACTORY = factory;
  }

  private VirtualThreads() {}

  /** Whether this JDK has them. */
  public static boolean available() {
    return FACTORY != null;
  }

  /** Whether the calling thread is one. */
  public static boolean isCurrent() {
    try {
      return IS_VIRTUAL != null && FACTORY != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (final Throwable e) {
      throw new AssertionError(e); // it declares nothing
    }
  }

  /** An executor that runs each task on a virtual thread of its own; empty where there are none. */
  public static Optional<ExecutorService> executor() {
    if (PER_TASK == null || FACTORY == null) {
      return Optional.empty();
    }
    try {
      return Optional.of((ExecutorService) PER_TASK.invokeExact(FACTORY));
    } catch (final Throwable e) {
      throw new AssertionError(e); // neither does this
    }
  }
}
