package dev.quell.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Fails the run in which a test was skipped or aborted: a disabled test proves nothing, and nobody reads the count.
 *
 * <p>JUnit swallows what a {@link TestExecutionListener} throws, so the listener only collects and the end of the
 * session throws.
 */
public final class NoSkippedTests implements LauncherSessionListener, TestExecutionListener {
  private final List<String> skipped = new CopyOnWriteArrayList<>();

  @Override
  public void launcherSessionOpened(final LauncherSession session) {
    session.getLauncher().registerTestExecutionListeners(this);
  }

  @Override
  public void executionSkipped(final TestIdentifier test, final String reason) {
    skipped.add(test.getUniqueId() + " skipped: " + reason);
  }

  @Override
  public void executionFinished(final TestIdentifier test, final TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      final String reason = result.getThrowable().map(Throwable::getMessage).orElse("no reason given");
      skipped.add(test.getUniqueId() + " aborted: " + reason);
    }
  }

  @Override
  public void launcherSessionClosed(final LauncherSession session) {
    if (!skipped.isEmpty()) {
      throw new AssertionError("No test may be skipped:\n  " + String.join("\n  ", skipped));
    }
  }
}
