package dev.quell.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/** What holds in every module of the library: no lock, no monitor, nothing that needs a JVM flag. */
public final class HouseRules {

  /** ArchUnit's own option knows no other build directory than target. */
  public static final class NoTests implements ImportOption {
    @Override
    public boolean includes(final Location location) {
      return !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule shouldUseNoLock =
      noClasses().should().dependOnClassesThat().areAssignableTo(Lock.class)
          .orShould().dependOnClassesThat().areAssignableTo(ReadWriteLock.class)
          .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.locks.StampedLock")
          .orShould().callMethod(Object.class, "wait")
          .orShould().callMethod(Object.class, "wait", long.class)
          .orShould().callMethod(Object.class, "notifyAll");

  @ArchTest
  static final ArchRule shouldUseNothingThatNeedsFlags =
      noClasses().should().dependOnClassesThat()
          .resideInAnyPackage("sun.misc..", "jdk.internal..", "org.agrona.concurrent.ringbuffer..")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("org.agrona.concurrent.UnsafeBuffer");

  @ArchTest
  static final ArchRule shouldHaveNoSynchronizedMethod =
      classes().should(
          new ArchCondition<>("have no synchronized method") {
            @Override
            public void check(
                final JavaClass type, final ConditionEvents events) {
              type.getMethods().stream()
                  .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                  .forEach(method -> events.add(SimpleConditionEvent.violated(method, method.getDescription())));
            }
          });

  private HouseRules() {}
}
