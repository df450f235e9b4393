package dev.quell.stress.mutants;

import dev.quell.stress.mutants.Trial.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs one jcstress test in this JVM, by the runner that jcstress has generated for it, in short iterations until it
 * sees something forbidden: so what is caught at once costs no more than that, and how many samples it took is known.
 */
final class StressTrial {
  private static final int FIRST_MILLIS = 50;
  private static final int LONGEST_MILLIS = 500;
  private static final int FOOTPRINT_MB = 64;
  private static final int STRIDE_SIZE = 256;
  private static final int STRIDE_COUNT = 40;
  /** So many threads that want to run, for each processor, make a machine busy. */
  private static final int BUSY = 2;

  private final String name;
  private final TestInfo test;
  private final Map<String, Long> seen = new TreeMap<>();
  private int iterations;
  private long samples;
  private long bad;

  private StressTrial(final String name) {
    this.name = name;
    if (!isThere(name)) {
      throw new IllegalArgumentException("there is not just one jcstress test of the name " + name);
    }
    this.test = TestList.getInfo(named(name).get(0));
  }

  private static List<String> named(final String name) {
    return TestList.tests().stream().filter(each -> each.endsWith("." + name)).toList();
  }

  /** Whether there is just one test of this name. */
  static boolean isThere(final String name) {
    return named(name).size() == 1;
  }

  static Verdict run(final String name, final long millis) throws Exception {
    final StressTrial trial = new StressTrial(name);
    final long deadline = System.nanoTime() + millis * 1_000_000;
    int time = FIRST_MILLIS;
    do {
      final TestResult result = trial.iterate(time);
      trial.iterations++;
      if (result.status() != Status.NORMAL) {
        return new Verdict(
            name, findingOf(result.status()), trial.samples, 1, result.status() + " " + result.getMessages());
      }
      trial.add(result);
      time = Math.min(2 * time, LONGEST_MILLIS);
    } while (trial.bad == 0 && System.nanoTime() < deadline);
    final Finding finding = trial.bad > 0 ? Finding.FORBIDDEN : Finding.NOTHING;
    return new Verdict(name, finding, trial.samples, trial.bad, trial.seen.toString());
  }

  /** What it means that a run of jcstress did not come to its end. */
  static Finding findingOf(final Status status) {
    return status == Status.TIMEOUT_ERROR ? Finding.HANGING : Finding.EXCEPTION;
  }

  private void add(final TestResult result) {
    for (final String outcome : result.getStateKeys()) {
      final long count = result.getCount(outcome);
      samples += count;
      bad += isAllowed(outcome) ? 0 : count;
      seen.merge(outcome, count, Long::sum);
    }
  }

  private boolean isAllowed(final String outcome) {
    for (final StateCase each : test.cases()) {
      if (each.matches(outcome)) {
        return each.expect() != Expect.FORBIDDEN;
      }
    }
    return false;
  }

  private TestResult iterate(final int millis) throws Exception {
    final Runner<?> runner = Class.forName(test.generatedRunner())
        .asSubclass(Runner.class)
        .getConstructor(ForkedTestConfig.class)
        .newInstance(config(millis));
    return runner.run();
  }

  /** The configuration, in the form in which a forked JVM of jcstress gets it: there is no other way to make one. */
  @SuppressWarnings("EnumOrdinal") // that is how it is read
  private ForkedTestConfig config(final int millis) throws IOException {
    final int processors = Runtime.getRuntime().availableProcessors();
    // Actors that wait for each other by spinning meet more closely. Where others want the processors too, that keeps
    // those waiting they wait for, and hardly anything is tried: every other time then.
    final boolean busy = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() > BUSY * processors;
    final boolean crowded = test.threads() > processors || busy && iterations % 2 == 0;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt((crowded ? SpinLoopStyle.THREAD_YIELD : SpinLoopStyle.THREAD_SPIN_WAIT).ordinal());
    out.writeInt(millis);
    out.writeInt(1); // iterations
    out.writeUTF(test.generatedRunner());
    out.writeInt(FOOTPRINT_MB);
    out.writeInt(STRIDE_SIZE);
    out.writeInt(STRIDE_COUNT);
    out.writeBoolean(false); // no affinity
    return new ForkedTestConfig(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
