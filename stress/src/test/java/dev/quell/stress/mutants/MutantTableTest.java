package dev.quell.stress.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.infra.runners.TestList;

/** The table of mutants fits the sources as they are. What catches them is for the run of {@link Mutants} itself. */
class MutantTableTest {
  private static final String CONTROLS = "ControlStress.";

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> shouldFindWhatItBreaksOnceAndChangeItAndCompile() {
    return MutantTable.all().stream()
        .map(mutant -> DynamicTest.dynamicTest(
            mutant.name(),
            () -> {
              for (final String file : mutant.files()) {
                final String source = Workshop.source(file);
                assertNotEquals(source, mutant.applyTo(file, source));
              }
              Workshop.make(mutant, directory);
            }));
  }

  @TestFactory
  Stream<DynamicTest> shouldNameTestsThatExist() {
    return MutantTable.all().stream().flatMap(mutant -> mutant.tests().stream()).distinct()
        .map(test -> DynamicTest.dynamicTest(test, () -> assertTrue(Trial.isThere(test))));
  }

  /** A test that nobody has seen fail shows little: a new one needs a mutant that it catches, or a reason. */
  @TestFactory
  Stream<DynamicTest> shouldNameEveryStressTestOrSayWhyNot() {
    final Set<String> tried = namedInRows();
    final Set<String> untried = MutantTable.shipped().untried().keySet();
    return stressTests()
        .filter(test -> !test.startsWith(CONTROLS))
        .map(test -> DynamicTest.dynamicTest(
            test,
            () -> {
              assertTrue(tried.contains(test) || untried.contains(test),
                  () -> test + " is in no row, without a reason");
              assertFalse(tried.contains(test) && untried.contains(test), () -> test + " is in a row, and untried");
            }));
  }

  @Test
  void shouldGiveReasonsForTestsThatExist() {
    assertEquals(
        Set.of(),
        MutantTable.shipped().untried().keySet().stream()
            .filter(test -> stressTests().noneMatch(test::equals))
            .collect(Collectors.toSet()));
  }

  /** Those in rows of mutants that survive have not been seen to catch anything. */
  private static Set<String> namedInRows() {
    return MutantTable.all().stream()
        .filter(Mutant::mustBeCaught)
        .flatMap(mutant -> mutant.tests().stream())
        .collect(Collectors.toSet());
  }

  /** The names of all jcstress tests, as rows have them. */
  private static Stream<String> stressTests() {
    return TestList.tests().stream()
        .map(name -> name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1));
  }

  @Test
  void shouldBreakEveryGuarantee() {
    assertEquals(
        Stream.concat(
            IntStream.rangeClosed(1, 10).mapToObj(number -> "K" + number),
            IntStream.rangeClosed(1, 8).mapToObj(number -> "C" + number)).collect(Collectors.toSet()),
        MutantTable.all().stream().filter(Mutant::mustBeCaught).map(Mutant::guarantee).collect(Collectors.toSet()));
  }

  @Test
  void shouldBreakEveryGuaranteeOfTheCoreInTheQuickRunToo() {
    assertEquals(
        IntStream.rangeClosed(1, 10).mapToObj(number -> "K" + number).collect(Collectors.toSet()),
        quick().filter(guarantee -> guarantee.startsWith("K")).collect(Collectors.toSet()));
  }

  @Test
  void shouldShowMutantsOfTheClusterInTheQuickRunToo() {
    assertTrue(quick().anyMatch(guarantee -> guarantee.startsWith("C")));
  }

  private static Stream<String> quick() {
    return MutantTable.all().stream().filter(Mutant::quick).map(Mutant::guarantee);
  }

  @Test
  void shouldHaveNamesOfTheirOwn() {
    assertEquals(MutantTable.all().size(), MutantTable.all().stream().map(Mutant::name).distinct().count());
  }

  // ---- how a mutant is made

  private static final String TABLE =
      """
      # a comment
      mutant   K1-example
      says     what is wrong, and
      says     more of it
      file     Example.java
      tests    AStress.One AStress.Two
      tests    a.Test#three
      -   if (a) {
      -     b();
      +   b();
      +   if (a) {
      """;

  private static Mutant example() {
    return MutantTable.parse(TABLE).mutants().get(0);
  }

  @Test
  void shouldReadTheTable() {
    final Mutant mutant = example();
    assertEquals("K1-example what is wrong, and more of it [Example.java] [AStress.One, AStress.Two, a.Test#three] K1",
        mutant.name() + " " + mutant.says() + " " + mutant.files() + " " + mutant.tests() + " " + mutant.guarantee());
  }

  @Test
  void shouldRefuseALineThatIsNotOfTheTable() {
    assertThrows(IllegalStateException.class, () -> MutantTable.parse("mutants K1-example"));
  }

  @Test
  void shouldRefuseAMutantThatIsNotComplete() {
    assertThrows(IllegalStateException.class, () -> MutantTable.parse(TABLE.replaceAll("(?m)^tests.*$", "")));
  }

  @Test
  void shouldReadWhatIsExpected() {
    final String expects = "expects  hanging, for there is nothing to forbid";
    assertEquals(
        Finding.HANGING, MutantTable.parse(TABLE.replaceFirst("(?m)^-", expects + "\n-")).mutants().get(0).expects());
    assertEquals(null, example().expects());
  }

  @Test
  void shouldRefuseAnExpectationWithoutAReason() {
    for (final String expects : List.of("hanging", "nothing, for a reason")) {
      final String table = TABLE.replaceFirst("(?m)^-", "expects " + expects + "\n-");
      assertThrows(IllegalStateException.class, () -> MutantTable.parse(table));
    }
  }

  @Test
  void shouldReadWhyTestsAreUntried() {
    final String rest = "untried AStress.One AStress.Two\nuntried AStress.Three\nbecause of this,\nbecause and that\n";
    final String why = "of this, and that";
    assertEquals(
        Map.of("AStress.One", why, "AStress.Two", why, "AStress.Three", why, "AStress.Four", "it is new"),
        MutantTable.parse(TABLE + rest + "untried AStress.Four\nbecause it is new").untried());
    assertEquals(1, MutantTable.parse(TABLE + rest).mutants().size());
  }

  @Test
  void shouldRefuseATestThatIsUntriedWithoutAReason() {
    assertThrows(IllegalStateException.class, () -> MutantTable.parse(TABLE + "untried AStress.One\n"));
    assertThrows(IllegalStateException.class, () -> MutantTable.parse("because it is new\n"));
  }

  @Test
  void shouldReplaceTheLines() {
    assertEquals(
        "before();\n   b();\n   if (a) {\nafter();\n",
        example().applyTo("Example.java", "before();\nif (a) {\nb();\nafter();\n"));
  }

  @Test
  void shouldChangeEachFileByTheLinesBelowItsName() {
    final Mutant mutant = MutantTable.parse(TABLE + "file     Other.java\n- c();\n").mutants().get(0);
    assertEquals(Set.of("Example.java", "Other.java"), mutant.files());
    assertEquals("d();\n", mutant.applyTo("Other.java", "c();\nd();\n"));
  }

  @Test
  void shouldTakeNoNoticeOfCommentsAndIndentation() {
    assertEquals(
        "   b();\n   if (a) {\n",
        example().applyTo("Example.java", "      if (a) { // because\n  // why\n\n        b(); // KW-E1\n"));
  }

  @Test
  void shouldRefuseASourceThatHasChanged() {
    assertThrows(IllegalStateException.class, () -> example().applyTo("Example.java", "if (a) {\nc();\n"));
  }

  @Test
  void shouldRefuseASourceThatHasTheLinesTwice() {
    assertThrows(IllegalStateException.class,
        () -> example().applyTo("Example.java", "if (a) {\nb();\n}\nif (a) {\nb();\n}\n"));
  }

  @Test
  void shouldRefuseAMutationThatDoesNotCompile() {
    final Mutant.Hunk hunk = new Mutant.Hunk("Names.java", List.of("final class Names {"), List.of("!"));
    final Mutant broken = new Mutant("K1-x", "", List.of(), List.of(hunk), null, false, null);
    assertThrows(IllegalStateException.class, () -> Workshop.make(broken, directory));
  }
}
