package dev.quell.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.stress.mutants.Mutant;
import dev.quell.stress.mutants.Mutant.Hunk;
import dev.quell.stress.mutants.MutantTable;
import dev.quell.stress.mutants.Workshop;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import kotlin.Unit;
import org.pastalab.fray.core.TestRunner;
import org.pastalab.fray.core.command.Configuration;
import org.pastalab.fray.core.command.ExecutionInfo;
import org.pastalab.fray.core.command.LambdaExecutor;
import org.pastalab.fray.core.command.NetworkDelegateType;
import org.pastalab.fray.core.command.SystemTimeDelegateType;
import org.pastalab.fray.core.randomness.ControlledRandom;

/**
 * How the tests of this module run. Fray runs a scenario in many schedules, one thread at a time, and {@link Turns}
 * draws which thread goes on. The seed decides what is drawn.
 *
 * <p>Time is Fray's. It passes by a fraction of a millisecond with each step, and at once when all threads wait for it.
 * So a thread that nobody wakes shows as a deadlock, or as one that has waited for the whole of its timeout. A park may
 * end for no reason, as the JDK allows.
 */
public final class Explorer {
  /** How many schedules of each scenario. */
  private static final int SCHEDULES = Integer.getInteger("quell.explorer.schedules", 500);
  /** A planted bug is looked for in so many times more, if need be: a change of the core moves all that is drawn. */
  private static final int PATIENCE = 5;
  private static final long SEED = Long.getLong("quell.explorer.seed", 1);

  private static final int MOST_SECONDS = 300;
  private static final long NANOS_A_STEP = 100_000;
  /**
   * A schedule with more steps has a thread in it that goes round in circles. Now and then a kill copies a histogram,
   * which is tens of thousands of steps.
   */
  private static final int MOST_STEPS = 500_000;

  private Explorer() {}

  /** What was found, null if nothing, after so many schedules that came to their end without it. */
  record Result(Throwable found, int schedules) {
    String text() {
      final StringWriter text = new StringWriter();
      if (found != null) {
        found.printStackTrace(new PrintWriter(text));
      }
      return text.toString();
    }
  }

  /** A bug to be planted: whole lines of a source file of the core, and what stands in their place. */
  public static Mutant fault(final String file, final List<String> old, final List<String> fresh) {
    return new Mutant("planted", "", List.of(), List.of(new Hunk(file, old, fresh)), null, false, null);
  }

  /** A bug that the table of mutants in {@code stress} has, by its name there. */
  public static Mutant mutant(final String name) {
    return MutantTable.all().stream().filter(mutant -> mutant.name().equals(name)).findFirst().orElseThrow();
  }

  /** No schedule shows a fault in the shipped classes. */
  public static void passes(final Class<? extends Scenario> scenario) throws IOException {
    final Result result = explore(scenario, null, SCHEDULES);
    assertEquals("", result.text(), "after " + result.schedules() + " schedules");
    assertEquals(SCHEDULES, result.schedules(), "the others took too many steps, or there was no time for them");
  }

  /** The same schedules, or those that follow, show the planted bug, by a failure that has this in its text. */
  public static void finds(final String failure, final Class<? extends Scenario> scenario, final Mutant planted)
      throws IOException {
    final String found = explore(scenario, planted, PATIENCE * SCHEDULES).text();
    assertTrue(found.contains(failure), found.isEmpty() ? "not found" : found);
  }

  static Result explore(final Class<? extends Scenario> scenario) throws IOException {
    return explore(scenario, null, SCHEDULES);
  }

  private static Result explore(
      final Class<? extends Scenario> scenario, final Mutant planted, final int schedules) throws IOException {
    final Path place = Files.createTempDirectory("quell-explorer");
    try {
      if (planted != null) {
        Workshop.make(planted, place);
      }
      final Constructor<?> maker =
          Class.forName(scenario.getName(), true, new CoreLoader(place)).getDeclaredConstructor();
      maker.setAccessible(true);
      return explore(maker, place.resolve("report"), schedules);
    } catch (final ReflectiveOperationException e) {
      throw new IllegalArgumentException(scenario + " has no constructor without parameters", e);
    } finally {
      delete(place);
    }
  }

  private static void delete(final Path place) throws IOException {
    final List<Path> files;
    try (Stream<Path> all = Files.walk(place)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (final Path file : files) {
      Files.delete(file);
    }
  }

  private static Result explore(final Constructor<?> maker, final Path report, final int schedules) {
    final PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)); // Fray's progress
    final int[] ended = new int[1];
    try {
      final Throwable found = new TestRunner(configuration(maker, report, schedules, ended)).run();
      return new Result(found, ended[0]);
    } finally {
      System.setOut(out);
    }
  }

  /** @param ended counts the schedules that have come to their end */
  private static Configuration configuration(
      final Constructor<?> maker, final Path report, final int schedules, final int[] ended) {
    final int[] schedule = new int[1];
    return new Configuration(
        new ExecutionInfo(
            new LambdaExecutor(() -> {
              run(maker);
              ended[0]++;
              return Unit.INSTANCE;
            }),
            false, // ignore exceptions that nobody catches
            false, // stop before plain accesses
            MOST_STEPS),
        report,
        schedules,
        MOST_SECONDS,
        new Turns(draws(0)),
        () -> draws(++schedule[0]),
        false, // full schedule
        false, // go on after a failure
        true, // no exit after a failure
        false, // replay
        false, // without Fray
        false, // dummy run
        NetworkDelegateType.NONE,
        SystemTimeDelegateType.MOCK,
        NANOS_A_STEP,
        false, // ignore timeouts
        false, // sleep as yield
        false, // reset the class loader
        false, // redirect stdout
        false, // abort threads after the main one
        false, // stack traces of racing operations
        null); // coverage
  }

  /** The draws of one schedule. */
  private static ControlledRandom draws(final int schedule) {
    return new ControlledRandom(new ArrayList<>(), new ArrayList<>(), new Random(SEED * 1_000_003 + schedule));
  }

  private static void run(final Constructor<?> maker) {
    try {
      ((Scenario) maker.newInstance()).run();
    } catch (final InterruptedException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
