package dev.quell.stress.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the ledger accepts, and what it must refuse and where: a small class, changed in one place for each test. */
class LedgerRefusalsTest {
  private static final String GOOD =
      """
      final class Cell {
        /*
         * Invariants    CE-I1  full is set once.
         * Edges         CE-E1  put  setRelease(value)  ->  get  getAcquire(value)   what the value refers to
         * Tests         CE-I1  CellStress.CE_I1_PutVsPut, CellTest.shouldFillOnce
         *               CE-E1  CellStress.CE_E1_PutVsGet, CellTest.shouldFillOnce
         */
        private static final VarHandle VALUE = handle("getOpaque( is in a string");
        private final AtomicBoolean full = new AtomicBoolean();
        private Object value;

        void put(final Object newValue) {
          if (full.compareAndSet(false, true)) { // CE-I1
            VALUE.setRelease(this, newValue); // CE-E1 release
          }
        }

        Object get() {
          return VALUE.getAcquire(this); // CE-E1 acquire
        }

        boolean looksFull() {
          // opaque: a hint
          return VALUE.getOpaque(this) != null;
        }
      }
      """;

  private static final String UNIT_TEST =
      """
      class CellTest {
        @Test
        void shouldFillOnce() {
        }

        void shouldHelp() {
        }
      }
      """;

  private static final String LINCHECK_TEST =
      """
      class CellLincheckTest {
        @Test
        void shouldFillOnce() {
        }
      }
      """;

  private static final String STRESS_TEST =
      """
      class CellStress {
        @State
        @JCStressTest
        @Outcome(id = "1", expect = ACCEPTABLE)
        public static class CE_E1_PutVsGet {
        }

        @JCStressTest
        public static class CE_I1_PutVsPut {
        }

        public static class NoTest {
        }
      }
      """;

  private static String check(final String cell) {
    return check(cell, "class Other {}");
  }

  private static String check(final String cell, final String other) {
    final List<JavaSource> code =
        List.of(JavaSource.of("core/Cell.java", cell), JavaSource.of("core/Other.java", other));
    final List<JavaSource> tests = List.of(
        JavaSource.of("CellTest.java", UNIT_TEST),
        JavaSource.of("CellStress.java", STRESS_TEST),
        JavaSource.of("CellLincheckTest.java", LINCHECK_TEST));
    return Ledger.check(Map.of("CE", "Cell"), code, tests).stream().map(Ledger.Finding::toString)
        .collect(Collectors.joining("\n"));
  }

  /** The good class with something else in one place of it. */
  private static String with(final String part, final String other) {
    assertEquals(2, (" " + GOOD + " ").split(Pattern.quote(part)).length, "stands there once: " + part);
    return GOOD.replace(part, other);
  }

  @Test
  void shouldAcceptAccountsThatAreComplete() {
    assertEquals("", check(GOOD));
  }

  @Test
  void shouldCountEveryAccess() {
    assertEquals(4, Ledger.accesses(List.of(JavaSource.of("core/Cell.java", GOOD))));
  }

  @Test
  void shouldRefuseAnAccessWithoutComment() {
    assertEquals("core/Cell.java:14: release access cites no label and gives no excuse\n"
        + "core/Cell.java:4: CE-E1 has two ends and is cited at 1 of them", check(with(" // CE-E1 release", "")));
  }

  @Test
  void shouldRefuseACommentThatIsNeitherLabelNorExcuse() {
    assertEquals("core/Cell.java:24: opaque access cites no label and gives no excuse",
        check(with("// opaque: a hint", "// just a look")));
  }

  @Test
  void shouldRefuseAnExcuseForAnotherMode() {
    assertEquals(
        "core/Cell.java:24: opaque access cites no label and gives no excuse for its mode, only one for: acquire",
        check(with("// opaque: a hint", "// acquire: a hint")));
  }

  @Test
  void shouldRefuseAnExcuseWithoutReason() {
    assertEquals("core/Cell.java:24: opaque access cites no label and gives no excuse",
        check(with("// opaque: a hint", "// opaque:")));
  }

  @Test
  void shouldNotTakeACommentFurtherUpForAnAccess() {
    assertEquals("core/Cell.java:25: opaque access cites no label and gives no excuse",
        check(with("// opaque: a hint\n", "// opaque: a hint\n\n")));
  }

  @Test
  void shouldRefuseALabelThatIsNotDefined() {
    assertEquals(
        "core/Cell.java:13: cites CE-I2, which is not defined\ncore/Cell.java:3: CE-I1 is cited nowhere in the code",
        check(with("// CE-I1", "// CE-I2")));
  }

  @Test
  void shouldRefuseALabelThatIsNotDefinedInAnyComment() {
    assertEquals("core/Cell.java:12: cites CE-I7, which is not defined",
        check(with("  void put(", "  /** Fills it (CE-I7). */ void put(")));
  }

  @Test
  void shouldAcceptALabelOfAnotherClass() {
    final String other = "class Other {\n  // opaque: the other end, CE-E1\n  Object o = X.getOpaque(this);\n}";
    assertEquals("", check(GOOD, other));
  }

  @Test
  void shouldAcceptAGuaranteeOfTheCoreBesideALabelOrAnExcuse() {
    assertEquals("", check(with("// opaque: a hint", "// K4; opaque: a hint").replace("// CE-I1", "// CE-I1: K4")));
  }

  @Test
  void shouldRefuseAGuaranteeOfTheCoreAlone() {
    assertEquals("core/Cell.java:24: opaque access cites no label and gives no excuse",
        check(with("// opaque: a hint", "// K4")));
  }

  @Test
  void shouldRefuseALabelWithoutPrefix() {
    assertEquals("core/Other.java:2: cites E1, which is not defined",
        check(GOOD, "class Other {\n  Object o = X.getOpaque(this); // E1\n}"));
  }

  @Test
  void shouldRefuseALabelThatAnotherClassDefines() {
    final String other =
        "class Other {\n  /*\n   * Invariants    CE-I1  again.\n   * Tests         CE-I1  argued: it is so.\n   */\n}";
    assertEquals("core/Other.java:3: CE-I1 is defined twice\ncore/Other.java:3: CE-I1 has the prefix of Cell",
        check(GOOD, other));
  }

  @Test
  void shouldRefuseAPrefixThatNoClassHas() {
    assertTrue(check(GOOD.replace("CE-E1", "XX-E1")).startsWith("core/Cell.java:4: XX-E1 has the prefix of no class"));
  }

  @Test
  void shouldRefuseAGapInTheNumbers() {
    assertTrue(check(GOOD.replace("CE-E1", "CE-E2")).startsWith("core/Cell.java:4: CE-E2 leaves a gap in the numbers"));
  }

  @Test
  void shouldRefuseATestThatIsNamedAfterALabelThatIsNotDefined() {
    assertTrue(check(GOOD.replace("CE-E1", "CE-E2")).endsWith(
        "CellStress.java:5: CE_E1_PutVsGet is named after a label that is not defined"));
  }

  @Test
  void shouldRefuseAGuaranteeThatTheCoreDoesNotGive() {
    assertEquals("core/Cell.java:23: cites K13, which is not defined",
        check(with("// opaque: a hint", "// opaque: a hint (K13)")));
  }

  @Test
  void shouldRefuseALabelThatNothingCites() {
    assertEquals("core/Cell.java:4: CE-I2 is cited nowhere in the code",
        check(with("   * Edges ", "   *               CE-I2  never empty.\n   * Edges ")
            .replace("* Tests         CE-I1  Cell", "* Tests         CE-I1, CE-I2  Cell")));
  }

  @Test
  void shouldRefuseAnEdgeWithOneEnd() {
    assertEquals("core/Cell.java:4: CE-E1 has two ends and is cited at 1 of them",
        check(with("// CE-E1 acquire", "// acquire: to be sure")));
  }

  @Test
  void shouldRefuseAnEdgeThatNoAccessCites() {
    assertEquals("core/Cell.java:4: CE-E1 is cited at no access",
        check(with("// CE-E1 release", "// release: to be sure").replace("// CE-E1 acquire", "// acquire: to be sure")
            .replace("boolean looksFull() {\n", "boolean looksFull() { // CE-E1, and once more CE-E1\n")));
  }

  @Test
  void shouldRefuseALabelWithoutTest() {
    assertEquals("core/Cell.java:3: CE-I1 names no test and does not say why there is none",
        check(
            with("Tests         CE-I1  CellStress.CE_I1_PutVsPut, CellTest.shouldFillOnce\n   *         ", "Tests  ")));
  }

  @Test
  void shouldRefuseALabelWithPlainTestsOnly() {
    assertEquals(
        "core/Cell.java:5: CE-I1 names no stress test and does not say why there is none: CellTest.shouldFillOnce",
        check(with("CE-I1  CellStress.CE_I1_PutVsPut, CellTest.shouldFillOnce", "CE-I1  CellTest.shouldFillOnce")));
  }

  @Test
  void shouldRefuseALabelWhoseRemarkIsNoArgument() {
    assertEquals(
        "core/Cell.java:5: CE-I1 names no stress test and does not say why there is none: CellTest.shouldFillOnce; on "
            + "x86",
        check(with("CE-I1  CellStress.CE_I1_PutVsPut, CellTest.shouldFillOnce",
            "CE-I1  CellTest.shouldFillOnce; on x86")));
  }

  @Test
  void shouldAcceptALabelWithPlainTestsThatSaysWhyThereIsNoOther() {
    assertEquals("", check(with("CE-I1  CellStress.CE_I1_PutVsPut, CellTest.shouldFillOnce",
        "CE-I1  CellTest.shouldFillOnce; argued: one thread fills it")));
  }

  @Test
  void shouldAcceptALabelWithALincheckTest() {
    assertEquals("", check(with("CE-I1  CellStress.CE_I1_PutVsPut, CellTest", "CE-I1  CellLincheckTest")));
  }

  @Test
  void shouldRefuseATestThatDoesNotExist() {
    assertEquals("core/Cell.java:5: CE-I1 names the test CellTest.shouldFillTwice, which does not exist",
        check(with("CE_I1_PutVsPut, CellTest.shouldFillOnce", "CE_I1_PutVsPut, CellTest.shouldFillTwice")));
  }

  @Test
  void shouldRefuseAMethodThatIsNoTest() {
    assertEquals("core/Cell.java:5: CE-I1 names the test CellTest.shouldHelp, which does not exist",
        check(with("CE_I1_PutVsPut, CellTest.shouldFillOnce", "CE_I1_PutVsPut, CellTest.shouldHelp")));
  }

  @Test
  void shouldRefuseANestedClassThatIsNoTest() {
    assertEquals("core/Cell.java:6: CE-E1 names the test CellStress.NoTest, which does not exist",
        check(with("CellStress.CE_E1_PutVsGet", "CellStress.NoTest")));
  }

  @Test
  void shouldAcceptALabelThatIsArgued() {
    assertEquals("", check(
        with("CE-I1  CellStress.CE_I1_PutVsPut, CellTest.shouldFillOnce", "CE-I1  argued: nothing else writes full.")));
  }

  @Test
  void shouldRefuseAnArgumentWithoutReason() {
    assertEquals("core/Cell.java:5: CE-I1 names the test argued:, which does not exist\n"
        + "core/Cell.java:5: CE-I1 names no stress test and does not say why there is none: argued:",
        check(with("CE-I1  CellStress.CE_I1_PutVsPut, CellTest.shouldFillOnce", "CE-I1  argued:")));
  }

  @Test
  void shouldRefuseATestOfALabelThatIsNotDefined() {
    assertEquals(
        "core/Cell.java:5: test of CE-I3, which is not defined here\ncore/Cell.java:5: cites CE-I3, which is not "
            + "defined",
        check(with("CE-I1  CellStress", "CE-I1, CE-I3  CellStress")));
  }

  @Test
  void shouldRefuseALabelThatIsDefinedTwice() {
    assertEquals("core/Cell.java:4: CE-I1 is defined twice",
        check(with("   * Edges ", "   *               CE-I1  again.\n   * Edges ")));
  }

  @Test
  void shouldRefuseAVariableHandleWithoutBlock() {
    assertEquals("core/Other.java:2: variable handle in a class without a block of invariants and edges",
        check(GOOD, "class Other {\n  private static final VarHandle X;\n}"));
  }

  @Test
  void shouldAcceptAViewOfBytesWithoutBlock() {
    assertEquals("", check(GOOD, bytes("// plain: bytes that one thread has")));
  }

  @Test
  void shouldRefuseAnAccessOfAViewOfBytesWithoutComment() {
    assertEquals("core/Other.java:5: plain access cites no label and gives no excuse", check(GOOD, bytes("")));
  }

  private static String bytes(final String note) {
    return """
        class Other {
          private static final VarHandle X = MethodHandles.byteArrayViewVarHandle(int[].class, ORDER);

          int f(final byte[] bytes) {
            return (int) X.get(bytes, 0); NOTE
          }
        }
        """.replace("NOTE", note);
  }

  @Test
  void shouldRefuseACitationThatSaysMoreThanTheAccessDoes() {
    assertEquals("core/Cell.java:19: says CE-E1 acquire, and is opaque",
        check(with("VALUE.getAcquire(this)", "VALUE.getOpaque(this)")));
  }

  @Test
  void shouldRefuseAVolatileFieldWithoutComment() {
    assertEquals("core/Cell.java:10: volatile access cites no label and gives no excuse",
        check(with("private Object value", "private volatile Object value")));
  }

  @Test
  void shouldRefuseAPlainAccessThroughAHandleWithoutComment() {
    assertTrue(check(with("VALUE.getAcquire(this)", "VALUE.get(this)"))
        .contains("core/Cell.java:19: says CE-E1 acquire, and is plain"));
  }

  @Test
  void shouldRefuseAFenceWithoutComment() {
    assertEquals("core/Cell.java:12: fence access cites no label and gives no excuse",
        check(with("  void put(", "    VarHandle.fullFence();\n  void put(")));
  }

  @Test
  void shouldRefuseAFenceForAnEdgeThatIsNotDefined() {
    assertEquals("core/Cell.java:12: cites CE-E2, which is not defined",
        check(
            with("  void put(", "    VarHandle.fullFence(); // CE-E2: the value, before anybody looks\n  void put(")));
  }

  @Test
  void shouldAskTheCallersOfAnAccessorThatLeavesItToThem() {
    final String other =
        "class Other {\n  void f() {\n    cell.looksFull();\n    cell.looksFull(); // opaque: a look\n  }\n}";
    assertEquals("core/Other.java:3: opaque access cites no label and gives no excuse",
        check(with("// opaque: a hint", "// callers: each says what for"), other));
  }

  @Test
  void shouldAskTheCallersOfCallers() {
    final String other =
        """
        class Other {
          boolean isFull(final Cell cell) {
            return cell.looksFull(); // callers: each says what for
          }

          void f() {
            isFull(cell);
          }
        }
        """;
    assertEquals("core/Other.java:7: opaque access cites no label and gives no excuse",
        check(with("// opaque: a hint", "// callers: each says what for"), other));
  }

  @Test
  void shouldRefuseAReferenceToAnAccessOfAnAtomicFieldWithoutComment() {
    assertEquals("core/Cell.java:10: atomic access cites no label and gives no excuse",
        check(with("  private Object value;", "  private BooleanSupplier isFull = full::getPlain;")));
  }

  @Test
  void shouldRefuseAReferenceToAnOrderedMethodWithoutComment() {
    assertEquals("core/Cell.java:10: acquire access cites no label and gives no excuse",
        check(with("  private Object value;", "  private BooleanSupplier isFull = Other.flag()::getAcquire;")));
  }

  @Test
  void shouldAskWhoRefersToAnAccessorThatLeavesItToItsCallers() {
    assertEquals("core/Other.java:2: opaque access cites no label and gives no excuse",
        check(with("// opaque: a hint", "// callers: each says what for"),
            "class Other {\n  BooleanSupplier full = cell::looksFull;\n}"));
  }

  @Test
  void shouldReadALabelThatStandsInABlockOfTwoLines() {
    assertEquals("", check(
        with("CE-E1  CellStress.CE_E1_PutVsGet, CellTest", "CE-E1  CellStress.CE_E1_PutVsGet,\n   *      CellTest")));
  }
}
