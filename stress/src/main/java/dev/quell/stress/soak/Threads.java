package dev.quell.stress.soak;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Platform threads, and virtual ones where the JDK has them. */
final class Threads {
  /** Thread.startVirtualThread; null on a JDK without it. */
  private static final MethodHandle START_VIRTUAL = find();

  private Threads() {}

  private static MethodHandle find() {
    try {
      return MethodHandles.publicLookup()
          .findStatic(Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
    } catch (final NoSuchMethodException | IllegalAccessException e) {
      return null; // JDK 17 to 20
    }
  }

  static boolean areVirtualThere() {
    return START_VIRTUAL != null;
  }

  static Thread startPlatform(final Actor actor) {
    final Thread thread = new Thread(actor, actor.toString());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  static Thread startVirtual(final Actor actor) {
    try {
      return (Thread) START_VIRTUAL.invokeExact((Runnable) actor);
    } catch (final Throwable e) {
      throw new IllegalStateException("no virtual thread", e);
    }
  }
}
