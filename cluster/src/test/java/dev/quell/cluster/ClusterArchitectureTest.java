package dev.quell.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.quell.testing.HouseRules;

/** One package knows JGroups, and no packages form a circle. */
@AnalyzeClasses(packages = "dev.quell.cluster", importOptions = HouseRules.NoTests.class)
class ClusterArchitectureTest {

  @ArchTest
  static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule shouldImportJGroupsInOnePackage =
      noClasses().that().resideOutsideOfPackage("dev.quell.cluster.jgroups")
          .should().dependOnClassesThat().resideInAPackage("org.jgroups..");

  @ArchTest
  static final ArchRule shouldUseNothingThatMakesObjectsOfNamedClasses =
      noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("org.jgroups.JChannel")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("org.jgroups.Message");

  @ArchTest
  static final ArchRule shouldFormNoCircle = slices().matching("dev.quell.(**)").should().beFreeOfCycles();
}
