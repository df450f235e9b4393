package dev.quell.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;
import reactor.core.publisher.Flux;

/** The rules of Reactive Streams, as their authors test them. */
class TckTest {

  /** A Flux behind the operator; the failing one is killed. */
  public static final class Verification extends PublisherVerification<Integer> {
    private final KillCore core = KillCore.create();

    /** As TestNG asks. */
    public Verification() {
      super(new TestEnvironment(500, 20), 50);
    }

    @Override
    public Publisher<Integer> createPublisher(final long elements) {
      return Flux.<Integer>generate(sink -> sink.next(1))
          .take(elements)
          .transform(Killable.flux(context -> core.begin("elements")));
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
      return Flux.<Integer>never().transform(Killable.flux(context -> {
        final Operation op = core.begin("killed");
        op.kill(KillCode.INTERRUPTED, "", "");
        return op;
      }));
    }

    @Override
    public long maxElementsFromPublisher() {
      return Long.MAX_VALUE - 1;
    }
  }

  @Test
  void shouldKeepTheRulesOfReactiveStreams() {
    final TestListenerAdapter results = new TestListenerAdapter();
    final TestNG runner = new TestNG(false);
    runner.setVerbose(0);
    runner.setTestClasses(new Class<?>[] {Verification.class});
    runner.addListener(results);

    runner.run();

    assertEquals(List.of(), results.getFailedTests().stream().map(TckTest::text).toList());
    assertTrue(results.getPassedTests().size() >= 25, results.getPassedTests().size() + " rules were tested");
    // The kit skips what it cannot test, or need not: "untested" and "optional".
    assertEquals(
        List.of(),
        results.getSkippedTests().stream()
            .map(ITestResult::getName)
            .filter(name -> name.startsWith("required"))
            .toList());
  }

  private static String text(final ITestResult result) {
    return result.getName() + ": " + result.getThrowable();
  }
}
