package dev.quell.stress.lincheck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kotlin.Unit;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.strategy.IncorrectResultsFailure;
import org.jetbrains.kotlinx.lincheck.strategy.LincheckFailure;
import org.jetbrains.kotlinx.lincheck.strategy.ObstructionFreedomViolationFailure;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How the Lincheck tests run: a test and the planted bug beside it with the same options, or the first would prove
 * nothing.
 *
 * <p>There is never a prefix or suffix of random operations: a prefix has usually killed whatever there is to kill, and
 * the parallel part then has nothing to decide.
 */
public final class Checks {
  private static final String BLOCKS = "The algorithm should be non-blocking";
  private static final String WRONG_RESULT = "Invalid execution results";

  /** How many times more scenarios than in a quick run. */
  private static final int SCALE = Integer.getInteger("quell.lincheck.scale", 1);

  /** Real threads meet or do not: a planted bug has to be found in one of so many tries. */
  private static final int TRIES = 20;

  /** Of a segment, those that are more than one access: what the slot goes through in between is looked at. */
  private static final Set<String> SEVERAL_ACCESSES = Set.of("isOpen", "touch", "prepare", "clearRefs");

  /** Longer than the longest walk over a table; whoever goes round more often waits for somebody. */
  private static final int LONGEST_LOOP = 1_000;

  private static final Set<String> CALLBACK_FREE =
      Set.of("add", "addAll", "contains", "containsAll", "containsKey", "copyOf", "get", "hasNext", "hash", "hashCode",
          "equals",
          "isEmpty", "iterator", "keySet", "next", "of", "put", "putAll", "size", "toArray", "values");

  private Checks() {}

  /**
   * Model checking: interleavings one after another, sequentially consistent, so exact about the protocol and blind to
   * the memory model. Fails if a thread, stopped anywhere, would keep another from going on.
   */
  public static ModelCheckingOptions modelChecking(
      final int threads, final int actors, final int scenarios, final int interleavings) {
    return new ModelCheckingOptions()
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(scenarios * SCALE)
        .invocationsPerIteration(interleavings)
        .minimizeFailedScenario(false)
        .checkObstructionFreedom(true)
        .loopIterationsBeforeThreadSwitch(LONGEST_LOOP)
        .loopBound(LONGEST_LOOP)
        .addGuarantee(pure())
        .addGuarantee(collectionsOfOneThread())
        .addGuarantee(notUnderTest());
  }

  /** Real threads on the real memory model of this machine, as they come. */
  public static StressOptions stress(final int threads, final int actors, final int scenarios, final int runs) {
    return new StressOptions()
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(scenarios * SCALE)
        .invocationsPerIteration(runs)
        .minimizeFailedScenario(false);
  }

  /** An operation of a scenario: its name, and its arguments. */
  public static List<Object> call(final String name, final Object... arguments) {
    final List<Object> call = new ArrayList<>(List.of(name));
    call.addAll(List.of(arguments));
    return call;
  }

  /**
   * The scenario that a test is about, of one list of calls for each thread; random ones meet it too seldom for a quick
   * run.
   */
  @SafeVarargs
  public static ExecutionScenario scenario(final Class<?> test, final List<List<Object>>... threads) {
    final List<List<Actor>> actors = new ArrayList<>();
    for (final List<List<Object>> calls : threads) {
      actors.add(calls.stream().map(call -> actor(test, call)).toList());
    }
    return new ExecutionScenario(List.of(), actors, List.of(), null);
  }

  private static Actor actor(final Class<?> test, final List<Object> call) {
    for (final Method method : test.getMethods()) {
      if (method.getName().equals(call.get(0)) && !method.isBridge()) {
        return new Actor(method, call.subList(1, call.size()));
      }
    }
    throw new IllegalArgumentException("no operation " + call.get(0) + " in " + test);
  }

  /** Functions of their arguments: to stop a thread inside tells nothing that to stop it before does not. */
  private static ManagedStrategyGuarantee pure() {
    return ManagedStrategyGuaranteeKt.forClasses(
        "dev.quell.internal.slots.KillWord",
        "dev.quell.internal.slots.HoldWord",
        "dev.quell.internal.slots.SessionMeta",
        "dev.quell.internal.slots.Handle",
        "dev.quell.internal.index.KeyedHash",
        "dev.quell.internal.kill.Selector",
        "dev.quell.internal.kill.PatternCompiler",
        "dev.quell.internal.owner.RoleSet",
        "dev.quell.KillRequest",
        "dev.quell.KillPattern",
        "dev.quell.KillCause",
        "dev.quell.Labels",
        "dev.quell.Owner",
        "dev.quell.Role",
        "dev.quell.Uid",
        "dev.quell.UserName",
        "dev.quell.SortedArraySet")
        .allMethods()
        .ignore();
  }

  /** The core shares none that can still change. What calls back is left out: that may be code under test. */
  private static ManagedStrategyGuarantee collectionsOfOneThread() {
    return ManagedStrategyGuaranteeKt.forClasses(
        name -> name.startsWith("java.util.") && !name.startsWith("java.util.concurrent.") && !name.contains("stream"))
        .methods(name -> CALLBACK_FREE.contains(name))
        .ignore();
  }

  /** What counts and draws lots, and decides nothing. */
  private static ManagedStrategyGuarantee notUnderTest() {
    return ManagedStrategyGuaranteeKt.forClasses(
        name -> name.equals("dev.quell.internal.services.Counters")
            || name.startsWith("org.HdrHistogram.")
            || name.startsWith("dev.quell.shaded.")
            || name.equals("dev.quell.internal.services.RandomIds"))
        .allMethods()
        .ignore();
  }

  /** Accessors, of one access each, and the taking of a slot, which has a test of its own here. */
  public static ManagedStrategyGuarantee accessors() {
    return ManagedStrategyGuaranteeKt
        .forClasses("dev.quell.internal.slots.KillWords", "dev.quell.internal.slots.Segment")
        .methods(name -> !SEVERAL_ACCESSES.contains(name))
        .treatAsAtomic();
  }

  /** The map that has a test of its own here, taken for what that shows. */
  public static ManagedStrategyGuarantee maps() {
    return ManagedStrategyGuaranteeKt.forClasses("dev.quell.internal.index.HashIndex")
        .methods("get", "putIfAbsent", "remove")
        .treatAsAtomic();
  }

  /** Structures that have a test of their own here, taken for what that shows. */
  public static ManagedStrategyGuarantee shownElsewhere() {
    return ManagedStrategyGuaranteeKt.forClasses(
        "dev.quell.internal.bag.Chunk",
        "dev.quell.internal.bag.IntBag",
        "dev.quell.internal.bag.RefBag",
        "dev.quell.internal.index.HashIndex",
        "dev.quell.internal.index.UuidTable",
        "dev.quell.internal.slots.Segment",
        "dev.quell.internal.slots.SessionSlots",
        "dev.quell.internal.slots.KillWords")
        .methods(name -> !name.startsWith("forEach") // what these call is no part of the structure
            && !SEVERAL_ACCESSES.contains(name))
        .treatAsAtomic();
  }

  /** In the middle of a planted bug: on real threads it would be found too seldom if nobody came in between. */
  public static void window() {
    Thread.yield();
  }

  public static void passes(final Options<?, ?> options, final Class<?> test) {
    options.check(test);
  }

  /**
   * The planted bug must be found, and be what is found: a result that no sequential run gives, or the verdict that
   * this text is part of. On real threads it may show as either, whichever comes first.
   */
  public static void finds(final String verdict, final Options<?, ?> options, final Class<?> planted) {
    String found = failure(options, planted);
    for (int more = 1; found.isEmpty() && more < TRIES && options instanceof StressOptions; more++) {
      found = failure(options, planted);
    }
    assertTrue(found.contains(verdict) || found.contains(WRONG_RESULT), found.isEmpty() ? "not found" : found);
  }

  /** What Lincheck says is wrong; empty if it finds nothing. */
  private static String failure(final Options<?, ?> options, final Class<?> test) {
    try {
      options.check(test);
      return "";
    } catch (final LincheckAssertionError e) {
      return e.getMessage();
    } catch (final IndexOutOfBoundsException e) {
      return kindOfFailure(options, test); // Lincheck 3.7 fails to print some traces that it has found
    }
  }

  /** What Lincheck says is wrong, without the trace. */
  @SuppressWarnings("deprecation") // there is no other way to the failure itself
  private static String kindOfFailure(final Options<?, ?> options, final Class<?> test) {
    final LincheckFailure failure = new LinChecker(test, options).checkImpl$lincheck(found -> Unit.INSTANCE);
    if (failure instanceof ObstructionFreedomViolationFailure) {
      return BLOCKS;
    }
    if (failure instanceof IncorrectResultsFailure) {
      return WRONG_RESULT;
    }
    return failure == null ? "" : failure.getClass().getName();
  }

  /** The planted bug must be found by a result that no sequential run gives. */
  public static void finds(final Options<?, ?> options, final Class<?> planted) {
    finds(WRONG_RESULT, options, planted);
  }
}
