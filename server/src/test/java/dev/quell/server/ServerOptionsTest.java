package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ServerOptionsTest {
  @Test
  void shouldListenOnLoopbackWithoutLoginByDefault() {
    final ServerOptions options = ServerOptions.defaults();

    assertEquals("127.0.0.1", options.host());
    assertEquals(27017, options.port());
    assertFalse(options.auth());
    assertTrue(options.data().isEmpty());
    assertEquals(Duration.ofMinutes(30), options.sessionTimeout());
    assertEquals(Duration.ofMinutes(10), options.cursorTimeout());
    assertEquals(Duration.ofMinutes(5), options.sweepEvery());
    assertEquals(1_000_000, options.maxSessions());
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("host is empty", b -> b.host(" ")),
        wrong("port must be from 0 to 65535, but is -1", b -> b.port(-1)),
        wrong("port must be from 0 to 65535, but is 65536", b -> b.port(65_536)),
        wrong("session timeout must be from a second to two years, but is PT0S", b -> b.sessionTimeout(Duration.ZERO)),
        wrong("cursor timeout must be from a second to two years, but is PT-1S",
            b -> b.cursorTimeout(Duration.ofSeconds(-1))),
        wrong("sweep period must be from a second to two years, but is PT24000H",
            b -> b.sweepEvery(Duration.ofDays(1_000))),
        wrong("max sessions must be from 1 to 67108864, but is 0", b -> b.maxSessions(0)),
        wrong("max sessions per user must be from 0 to 67108864, but is -1", b -> b.maxSessionsPerUser(-1, false)),
        wrong("max connections must be from 1 to 1000000, but is 0", b -> b.maxConnections(0)),
        wrong("workers must be from 0 to 10000, but is 10001", b -> b.workers(10_001)));
  }

  private static Arguments wrong(final String message, final UnaryOperator<ServerOptions.Builder> change) {
    return Arguments.of(message, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void shouldNameWhatIsOutOfRange(final String message, final UnaryOperator<ServerOptions.Builder> change) {
    final ServerOptions.Builder builder = change.apply(ServerOptions.builder());

    assertEquals(message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
  }
}
