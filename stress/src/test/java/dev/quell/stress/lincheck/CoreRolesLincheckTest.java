package dev.quell.stress.lincheck;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.KillReport;
import dev.quell.stress.lincheck.KillByPattern.Report;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Kills by role while roles change, against the books: whoever holds one of the roles all the while is hit (K1), nobody
 * who does not hold any at some moment is (K3).
 */
class CoreRolesLincheckTest {
  private static final int READ = 1;
  private static final int WRITE = 2;

  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 3, 1, 80).addGuarantee(Checks.shownElsewhere()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 3, 1, 300), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .verifier(HistoryVerifier.class)
        .sequentialSpecification(ReaderAndWriter.class)
        .addCustomScenario(
            scenario(
                test, // the writer becomes a reader while readers and writers are killed
                List.of(call("killAnyRole", 1), call("poll", 1)),
                List.of(call("replaceRoles", 2, READ), call("poll", 2), call("replaceRoles", 2, WRITE),
                    call("poll", 2))))
        .addCustomScenario(
            scenario(
                test, // a reader loses the role while readers are killed
                List.of(call("beginOwn", 1, 1), call("replaceRoles", 1, 0), call("poll", 1)),
                List.of(call("killRole", 2, READ), call("replaceRoles", 1, READ))));
  }

  @Test
  void shouldKillWhoHoldsARoleAllTheWhile() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillRoleByRole() {
    Checks.finds(modelChecking(RoleByRole.class), RoleByRole.class);
  }

  @Test
  void shouldFindAKillThatGoesByTheRolesOfTheOpening() {
    Checks.finds(modelChecking(RolesOfTheOpening.class), RolesOfTheOpening.class);
  }

  @Test
  void shouldKillWhoHoldsARoleAllTheWhileOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillThatGoesByTheRolesOfTheOpeningOnRealThreads() {
    Checks.finds(stress(RolesOfTheOpening.class), RolesOfTheOpening.class);
  }

  /** Ann reads, Bob writes, and has the second thread's operation running. */
  public static class ReaderAndWriter extends Books {
    public ReaderAndWriter() {
      open(1, "ann");
      open(2, "bob");
      hold("ann", "read");
      hold("bob", "write");
      runs.put(2, new Run(nextNumber(), open.get(new Name(2, "bob")), 0));
    }
  }

  /** The shipped classes. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "any", gen = IntGen.class, conf = "1:2")
  @Param(name = "roles", gen = IntGen.class, conf = "0:3")
  public static class Real extends CoreUnderTest {
    public Real() {
      doOpen(1, 1);
      doOpen(2, 2);
      doReplaceRoles(1, READ);
      doReplaceRoles(2, WRITE);
      doBegin(2, 2, 2);
    }

    /** Each owner has the session that bears its number. */
    @Operation
    public String beginOwn(@Param(name = "thread") final int thread, @Param(name = "any") final int owner) {
      return doBegin(thread, owner, owner);
    }

    @Operation
    public int poll(@Param(name = "thread") final int thread) {
      return doPoll(thread);
    }

    @Operation
    public int finish(@Param(name = "thread") final int thread) {
      return doFinish(thread);
    }

    @Operation
    public boolean replaceRoles(@Param(name = "any") final int owner, @Param(name = "roles") final int roles) {
      return doReplaceRoles(owner, roles);
    }

    @Operation
    public Report killRole(@Param(name = "thread") final int thread, @Param(name = "any") final int role) {
      return kill(thread, roles(role));
    }

    @Operation
    public Report killAnyRole(@Param(name = "thread") final int thread) {
      return kill(thread, roles(READ | WRITE));
    }
  }

  /** First the readers, then the writers: who becomes a reader in between escapes. */
  public static class RoleByRole extends Real {
    @Override
    @Operation
    public Report killAnyRole(@Param(name = "thread") final int thread) {
      final int code = nextCode(thread);
      long operations = 0;
      long sessions = 0;
      for (final int role : new int[] {READ, WRITE}) {
        final KillReport report = core.kill(code, roles(role));
        Checks.window();
        operations += report.operationsKilled();
        sessions = Math.min(2, sessions + report.sessionsMatched());
      }
      return new Report(code, operations, 0, sessions);
    }
  }

  /** Remembers what the owners held when their sessions were opened. */
  public static class RolesOfTheOpening extends Real {
    @Override
    @Operation
    public Report killRole(@Param(name = "thread") final int thread, @Param(name = "any") final int role) {
      return kill(thread, ownedBy(role)); // ann opened as a reader, bob as a writer
    }
  }
}
