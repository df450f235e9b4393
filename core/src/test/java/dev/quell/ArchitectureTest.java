package dev.quell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.quell.testing.HouseRules;

/** The plan of the house: data flows one way, and nothing below knows anything above it. */
@AnalyzeClasses(packages = "dev.quell", importOptions = HouseRules.NoTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule shouldLetDataFlowOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.quell.internal..")
          .layer("background").definedBy("..internal.background..")
          .layer("kill").definedBy("..internal.kill..")
          .layer("listing").definedBy("..internal.listing..")
          .layer("live").definedBy("..internal.live..")
          .layer("owner").definedBy("..internal.owner..")
          .layer("index").definedBy("..internal.index..")
          .layer("ledger").definedBy("..internal.ledger..")
          .layer("telemetry").definedBy("..internal.telemetry..")
          .layer("slots").definedBy("..internal.slots..")
          .layer("bag").definedBy("..internal.bag..")
          .layer("clock").definedBy("..internal.clock..")
          .whereLayer("background").mayNotBeAccessedByAnyLayer()
          .whereLayer("kill").mayNotBeAccessedByAnyLayer()
          .whereLayer("listing").mayOnlyBeAccessedByLayers("kill")
          .whereLayer("live").mayOnlyBeAccessedByLayers("background", "kill", "listing")
          .whereLayer("owner").mayOnlyBeAccessedByLayers("background", "kill", "listing", "live")
          .whereLayer("index").mayOnlyBeAccessedByLayers("background", "kill", "listing", "live", "owner")
          .whereLayer("ledger").mayOnlyBeAccessedByLayers("background", "kill", "listing", "live")
          .whereLayer("telemetry").mayOnlyBeAccessedByLayers("background", "kill", "live")
          .whereLayer("slots").mayOnlyBeAccessedByLayers("background", "kill", "listing", "live", "index", "ledger")
          .whereLayer("clock").mayOnlyBeAccessedByLayers("background", "kill", "listing", "live")
          .whereLayer("bag").mayOnlyBeAccessedByLayers("background", "kill", "listing", "live", "owner");

  @ArchTest
  static final ArchRule shouldNotKnowTheFacadeFromInside =
      noClasses().that().resideInAPackage("..internal..")
          .should().dependOnClassesThat().haveFullyQualifiedName(KillCore.class.getName())
          .orShould().dependOnClassesThat().haveFullyQualifiedName(KillCoreBuilder.class.getName());
}
