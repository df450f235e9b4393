package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the jar tells a native image about reflection. */
final class NativeImageTest {
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
