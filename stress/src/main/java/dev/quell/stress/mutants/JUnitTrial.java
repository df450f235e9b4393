package dev.quell.stress.mutants;

import dev.quell.stress.mutants.Trial.Verdict;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs one test method of the core in this JVM. */
final class JUnitTrial {
  private static final String TIMEOUT = "20 s";

  private JUnitTrial() {}

  /** Whether there is a method of this name, in the class or one of its nested classes. */
  static boolean isThere(final String name) {
    final int hash = name.indexOf('#');
    final String method = name.substring(hash + 1);
    try {
      final Class<?> type = Class.forName(name.substring(0, hash), false, JUnitTrial.class.getClassLoader());
      return Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses()))
          .flatMap(each -> Stream.of(each.getDeclaredMethods()))
          .anyMatch(each -> each.getName().equals(method));
    } catch (final ClassNotFoundException e) {
      return false;
    }
  }

  static Verdict run(final String name) {
    final int hash = name.indexOf('#');
    final String method = name.substring(hash + 1);
    final PostDiscoveryFilter byName =
        descriptor -> FilterResult.includedIf(
            descriptor.getSource()
                .map(source -> !(source instanceof MethodSource called) || called.getMethodName().equals(method))
                .orElse(true));
    final LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClass(name.substring(0, hash)))
        .filters(byName)
        .configurationParameter("junit.jupiter.execution.timeout.default", TIMEOUT)
        .build();
    final SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    final TestExecutionSummary summary = listener.getSummary();
    if (summary.getTestsStartedCount() == 0 && summary.getTotalFailureCount() == 0) {
      throw new IllegalArgumentException("there is no test " + name);
    }
    final long failures = summary.getTotalFailureCount();
    final Throwable first = failures == 0 ? null : summary.getFailures().get(0).getException();
    final String detail = failures == 0 ? "" : String.valueOf(first);
    return new Verdict(name, findingOf(first), summary.getTestsStartedCount(), failures, detail);
  }

  /** What it means that a unit test ended with this. */
  static Finding findingOf(final Throwable thrown) {
    if (thrown == null) {
      return Finding.NOTHING;
    }
    if (thrown instanceof TimeoutException) {
      return Finding.HANGING;
    }
    return thrown instanceof AssertionError ? Finding.FORBIDDEN : Finding.EXCEPTION;
  }
}
