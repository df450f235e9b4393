package dev.quell.internal.operation;

import org.jspecify.annotations.Nullable;

/** Finds sessions as their operations see them. */
@FunctionalInterface
public interface SessionHomes {
  /** The session with this handle; null if another one has its slot. It may have ended. */
  @Nullable
  SessionHome of(long handle);
}
