package dev.quell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.quell.testing.HouseRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The plan of the house: data flows one way, and nothing below knows anything above it. */
@AnalyzeClasses(packages = "dev.quell", importOptions = HouseRules.NoTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

  /** From the ground up: a package knows those before it. The page docs/design.md says what each is for. */
  private static final List<String> FLOORS =
      List.of(
          "services",
          "telemetry",
          "bag",
          "slots",
          "index",
          "label",
          "owner",
          "claim",
          "deadline",
          "waits",
          "operation",
          "cursor",
          "session",
          "kill",
          "listing",
          "background");

  @ArchTest
  static final ArchRule shouldLetDataFlowOneWay = floors();

  private static ArchRule floors() {
    Architectures.LayeredArchitecture plan =
        layeredArchitecture().consideringOnlyDependenciesInAnyPackage("dev.quell.internal..");
    plan = plan.layer("core").definedBy("dev.quell.internal");
    for (final String floor : FLOORS) {
      plan = plan.layer(floor).definedBy("..internal." + floor + "..");
    }
    plan = plan.whereLayer("core").mayNotBeAccessedByAnyLayer();
    for (int i = 0; i < FLOORS.size(); i++) {
      final List<String> above = new ArrayList<>(FLOORS.subList(i + 1, FLOORS.size()));
      above.add("core");
      plan = plan.whereLayer(FLOORS.get(i)).mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
    }
    return plan;
  }

  /** A class with what is nested in it is one; the public types that the core implements are not looked at. */
  private static final SliceAssignment OUTERMOST_CLASSES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(final JavaClass type) {
          return type.getPackageName().startsWith("dev.quell.internal")
              ? SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""))
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "outermost classes of dev.quell.internal";
        }
      };

  @ArchTest
  static final ArchRule shouldHaveNoCircleBetweenClasses =
      slices().assignedFrom(OUTERMOST_CLASSES).should().beFreeOfCycles();

  @ArchTest
  static void shouldHaveNoRoomThatHoldsMoreThanAQuarterOfTheHouse(final JavaClasses classes) throws IOException {
    final Path house = Path.of("src/main/java/dev/quell/internal");
    final Map<String, Long> lines = new TreeMap<>();
    for (final String room : FLOORS) {
      try (Stream<Path> files = Files.walk(house.resolve(room))) {
        for (final Path file : files.filter(Files::isRegularFile).toList()) {
          lines.merge(room, (long) Files.readAllLines(file).size(), Long::sum);
        }
      }
    }
    final long all = lines.values().stream().mapToLong(Long::longValue).sum();
    lines.forEach((room, size) -> assertTrue(4 * size <= all, room + " has " + size + " of " + all + " lines"));
  }

  @ArchTest
  static final ArchRule shouldNotKnowTheFacadeFromInside =
      noClasses().that().resideInAPackage("..internal..")
          .should().dependOnClassesThat().haveFullyQualifiedName(KillCore.class.getName())
          .orShould().dependOnClassesThat().haveFullyQualifiedName(KillCoreBuilder.class.getName());

  private static final String WATCHING = "dev\\.quell\\.internal\\.operation\\.(Watching|WatchedOperation)(\\$.*)?";

  /** So production never loads them, and pays nothing for what they override. */
  @ArchTest
  static final ArchRule shouldWatchOperationsForTestKitsOnly =
      noClasses().that().haveNameNotMatching(WATCHING).should().dependOnClassesThat().haveNameMatching(WATCHING);
}
