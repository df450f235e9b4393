package dev.quell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.quell.internal.services.RememberedByHost;
import dev.quell.testing.HouseRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the jar tells a native image about reflection. */
@AnalyzeClasses(packages = "dev.quell", importOptions = HouseRules.NoTests.class)
final class NativeImageTest {
  private static final Pattern BY_NAME = Pattern.compile(
      "java\\.lang\\.Class\\.(forName|get(Declared)?(Field|Method|Constructor)s?|getResource.*|newInstance)"
          + "|java\\.lang\\.invoke\\.MethodHandles\\.privateLookupIn|java\\.lang\\.reflect\\..*"
          + "|java\\.util\\.ServiceLoader\\..*|java\\.io\\.Object(In|Out)putStream\\..*");

  /** A field that is looked up through a method is in the configuration; nothing else needs to be. */
  @ArchTest
  static final ArchRule shouldReachNothingByNameButTheFieldsOfTheHost =
      noClasses().that().doNotBelongToAnyOf(RememberedByHost.class)
          .should().callMethodWhere(
              DescribedPredicate.describe(
                  "reaches something by its name", (JavaCall<?> call) -> BY_NAME
                      .matcher(call.getTargetOwner().getName() + "." + call.getName()).matches()))
          .orShould().callConstructorWhere(
              DescribedPredicate.describe(
                  "writes objects", (JavaCall<?> call) -> BY_NAME
                      .matcher(call.getTargetOwner().getName() + ".new").matches()));

  private static final String CONFIGURATION = "/META-INF/native-image/dev.quell/quell-core/reflect-config.json";
  private static final Pattern FIELD =
      Pattern.compile("\"name\": \"(dev[^\"]*)\", \"fields\": \\[\\{\"name\": \"([^\"]*)\"");

  @Test
  void shouldNameTheFieldsThatTheCoreReachesByName() throws Exception {
    final List<String> named = new ArrayList<>();
    final Matcher fields = FIELD.matcher(configuration());
    while (fields.find()) {
      assertNotNull(Class.forName(fields.group(1)).getDeclaredField(fields.group(2)));
      named.add(fields.group(1) + " " + fields.group(2));
    }

    assertEquals(List.of("dev.quell.Owner record", "dev.quell.KillRequest compiled"), named);
  }

  private static String configuration() throws IOException {
    try (InputStream in = NativeImageTest.class.getResourceAsStream(CONFIGURATION)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
