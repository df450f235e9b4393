package dev.quell.stress.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
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
  private static final int FEWEST = 30;

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> shouldFindWhatItBreaksOnceAndCompile() {
    return MutantTable.all().stream()
        .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> Workshop.make(mutant, directory)));
  }

  @TestFactory
  Stream<DynamicTest> shouldChangeTheSource() {
    return MutantTable.all().stream()
        .map(mutant -> DynamicTest.dynamicTest(
            mutant.name(),
            () -> {
              final String source = Workshop.source(mutant.file());
              assertNotEquals(source, mutant.applyTo(source));
            }));
  }

  @TestFactory
  Stream<DynamicTest> shouldNameStressTestsThatExist() {
    return MutantTable.all().stream().flatMap(mutant -> mutant.tests().stream()).distinct()
        .filter(test -> !Trial.isJUnit(test))
        .map(test -> DynamicTest.dynamicTest(
            test, () -> assertEquals(1, TestList.tests().stream().filter(name -> name.endsWith("." + test)).count())));
  }

  @TestFactory
  Stream<DynamicTest> shouldNameUnitTestsThatExist() {
    return MutantTable.all().stream().flatMap(mutant -> mutant.tests().stream()).distinct().filter(Trial::isJUnit)
        .map(test -> DynamicTest.dynamicTest(test, () -> assertTrue(hasTest(test))));
  }

  private static boolean hasTest(final String test) throws ClassNotFoundException {
    final Class<?> type = Class.forName(test.substring(0, test.indexOf('#')));
    final String method = test.substring(test.indexOf('#') + 1);
    return Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses()))
        .flatMap(each -> Stream.of(each.getDeclaredMethods()))
        .anyMatch(each -> each.getName().equals(method));
  }

  @Test
  void shouldBreakEveryGuarantee() {
    assertEquals(
        IntStream.rangeClosed(1, 9).mapToObj(number -> "K" + number).collect(Collectors.toSet()),
        MutantTable.all().stream().filter(Mutant::mustBeCaught).map(Mutant::guarantee).collect(Collectors.toSet()));
  }

  @Test
  void shouldBreakEveryGuaranteeInTheQuickRunToo() {
    assertEquals(
        IntStream.rangeClosed(1, 9).mapToObj(number -> "K" + number).collect(Collectors.toSet()),
        MutantTable.all().stream().filter(Mutant::quick).map(Mutant::guarantee).collect(Collectors.toSet()));
  }

  @Test
  void shouldHaveManyMutants() {
    assertTrue(MutantTable.all().size() > FEWEST);
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
    return MutantTable.parse(TABLE).get(0);
  }

  @Test
  void shouldReadTheTable() {
    final Mutant mutant = example();
    assertEquals("K1-example what is wrong, and more of it Example.java [AStress.One, AStress.Two, a.Test#three] K1",
        mutant.name() + " " + mutant.says() + " " + mutant.file() + " " + mutant.tests() + " " + mutant.guarantee());
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
  void shouldReplaceTheLines() {
    assertEquals(
        "before();\n   b();\n   if (a) {\nafter();\n", example().applyTo("before();\nif (a) {\nb();\nafter();\n"));
  }

  @Test
  void shouldTakeNoNoticeOfCommentsAndIndentation() {
    assertEquals(
        "   b();\n   if (a) {\n", example().applyTo("      if (a) { // because\n  // why\n\n        b(); // E1\n"));
  }

  @Test
  void shouldRefuseASourceThatHasChanged() {
    assertThrows(IllegalStateException.class, () -> example().applyTo("if (a) {\nc();\n"));
  }

  @Test
  void shouldRefuseASourceThatHasTheLinesTwice() {
    assertThrows(IllegalStateException.class, () -> example().applyTo("if (a) {\nb();\n}\nif (a) {\nb();\n}\n"));
  }

  @Test
  void shouldRefuseAMutationThatDoesNotCompile() {
    final Mutant.Hunk hunk = new Mutant.Hunk(List.of("final class Names {"), List.of("!"));
    final Mutant broken = new Mutant("K1-x", "", "Names.java", List.of(), List.of(hunk), null, false);
    assertThrows(IllegalStateException.class, () -> Workshop.make(broken, directory));
  }
}
