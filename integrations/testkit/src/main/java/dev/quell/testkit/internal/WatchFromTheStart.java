package dev.quell.testkit.internal;

import dev.quell.testkit.KillPoints;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Has cores watched from the start of a test run on; JUnit calls it. Any thread may make one. */
public final class WatchFromTheStart implements LauncherSessionListener {
  /** Called by JUnit. */
  public WatchFromTheStart() {}

  @Override
  public void launcherSessionOpened(final LauncherSession session) {
    KillPoints.install();
  }
}
