package dev.quell;

import dev.quell.internal.Core;

/** The inside of a core, for tests of what is in it. */
public final class TestCores {
  private TestCores() {}

  @SuppressWarnings("exports") // for tests of the same module
  public static Core inside(final KillCore core) {
    return core.core;
  }
}
