package dev.quell.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillPattern;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.UserName;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTextTest {
  private static final Uid ALICE = Uid.ofUser("alice", "app");

  private static void shouldRead(final KillPattern... patterns) {
    assertEquals(List.of(patterns), PatternText.parse(List.of(patterns).toString()));
  }

  @Test
  void shouldReadWhatTheCoreWrites() {
    shouldRead(KillPattern.all());
    shouldRead(KillPattern.owner(ALICE), KillPattern.session(UUID.randomUUID()));
    shouldRead(KillPattern.session(UUID.randomUUID(), ALICE));
    shouldRead(KillPattern.users(new UserName("alice", "app"), new UserName("a@b", "c")));
    shouldRead(KillPattern.users(List.of()));
    shouldRead(
        KillPattern.roles(Role.of("readWrite", "test")).idleFor(Duration.ofMinutes(5)).olderThan(Duration.ofHours(1)));
    shouldRead(KillPattern.label("app", "billing").withLabel("client", "10.0.0.7"));
    shouldRead(KillPattern.label("app", "orders:main").withOwner(ALICE));
  }

  @Test
  void shouldReadQuotedWords() {
    assertEquals(
        List.of(KillPattern.users(new UserName("a, \"b\" \\", "app"))),
        PatternText.parse("{ users : [ \"a, \\\"b\\\" \\\\@app\" ] }"));
    assertEquals(List.of(KillPattern.label("app", "{x}")), PatternText.parse("{labels: {app=\"{x}\"}}"));
  }

  @Test
  void shouldReadSeveralWithoutAList() {
    assertEquals(
        List.of(KillPattern.label("app", "a"), KillPattern.label("app", "b")),
        PatternText.parse("{labels: {app=a}}, {labels: {app=b}}"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "``                       | write {} for everybody's work",
    "alice                    | expected '{' at character 1",
    "{                        | expected a word at character 2 of the pattern, but there is its end",
    "{users}                  | expected ':' after 'users' at character 7",
    "{users: [alice]}         | 'alice' has no @",
    "{users: [a@b}            | expected ']' at character 13",
    "{user: [a@b]}            | unknown field 'user'",
    "{uid: abc}               | not the uid of an owner in Base64: 'abc'",
    "{lsid: {id: 1}}          | not a UUID: '1'",
    "{lsid: {}}               | lsid has no id",
    "{minIdle: 5m}            | not a duration, such as PT5M for five minutes: '5m'",
    "{minIdle: PT1M, minIdle: PT2M} | 'minIdle' stands there twice",
    "{labels: {}}             | labels has no label",
    "{} x                     | expected the end at character 4",
    "[{}                      | expected ']'",
    "{labels: {app=\"x}}      | expected '\"'",
  })
  void shouldSayWhatIsWrong(final String text, final String message) {
    final String seen =
        assertThrows(IllegalArgumentException.class, () -> PatternText.parse(text)).getMessage();
    assertTrue(seen.contains(message), seen);
  }

  @Test
  void shouldRefuseALongText() {
    assertThrows(IllegalArgumentException.class, () -> PatternText.parse("{}" + " ".repeat(100_000)));
  }
}
