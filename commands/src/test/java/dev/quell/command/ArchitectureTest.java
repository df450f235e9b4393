package dev.quell.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.quell.testing.HouseRules;

/** The plan of the commands. What is inside the core is out of reach, for its module does not export it. */
@AnalyzeClasses(packages = {"dev.quell.command", "dev.quell.access"}, importOptions = HouseRules.NoTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule shouldKnowNoCommandsInTheAccess =
      noClasses().that().resideInAPackage("dev.quell.access..")
          .should().dependOnClassesThat().resideInAnyPackage("dev.quell.command..", "org.bson..");

  @ArchTest
  static final ArchRule shouldReadCommandsWithoutKnowingThem =
      noClasses().that().resideInAPackage("dev.quell.command.read..")
          .should().dependOnClassesThat().resideInAnyPackage(
              "dev.quell.command.common..", "dev.quell.command.session..", "dev.quell.command.kill..");

  @ArchTest
  static final ArchRule shouldDefineCommandsWithoutKnowingThem =
      noClasses().that().resideInAPackage("dev.quell.command.common..")
          .should().dependOnClassesThat().resideInAnyPackage("dev.quell.command.session..", "dev.quell.command.kill..");

  @ArchTest
  static final ArchRule shouldManageSessionsWithoutKnowingKills =
      noClasses().that().resideInAPackage("dev.quell.command.session..")
          .should().dependOnClassesThat().resideInAPackage("dev.quell.command.kill..");
}
