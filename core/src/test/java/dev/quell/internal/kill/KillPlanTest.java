package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Owner;
import dev.quell.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many selectors, looked up by UUID and owner, against few, asked one by one: both must report the same sessions. */
class KillPlanTest {
  private static final int NAMES = 6;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void shouldMatchWhatItsPatternsMatchOneByOne(final int seed) {
    final SplittableRandom random = new SplittableRandom(seed);
    final List<KillPattern> patterns = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      patterns.add(pattern(random));
    }
    try (KillCore together = crowd(seed); KillCore oneByOne = crowd(seed)) {
      final long claimed =
          patterns.stream().mapToLong(pattern -> oneByOne.kill(pattern).operationsKilled()).sum();
      final var report = together.kill(patterns.toArray(KillPattern[]::new));
      assertEquals(claimed, report.operationsKilled());
      assertEquals(claimed, report.sessionsMatched(), "each has an operation, so it matched once");
    }
  }

  /** Sessions of some UUIDs and owners, each with an operation; the same ones for the same seed. */
  private static KillCore crowd(final int seed) {
    final SplittableRandom random = new SplittableRandom(-seed);
    final KillCore core = KillCore.builder().hostRunsAgent().build();
    for (int id = 0; id < NAMES; id++) {
      for (int user = 0; user < NAMES; user++) {
        if (random.nextInt(3) > 0) {
          core.session(new UUID(0, id), owner(user)).begin("x");
        }
      }
    }
    return core;
  }

  private static Owner owner(final int user) {
    return Owner.of("user" + user, "app",
        IntStream.of(user / 2, user % 3).mapToObj(KillPlanTest::role).toArray(Role[]::new));
  }

  private static Role role(final int number) {
    return Role.of("role" + number, "app");
  }

  /** Any mixture of fields, now and then one that no session is old enough for, so that few can be merged. */
  private static KillPattern pattern(final SplittableRandom random) {
    KillPattern pattern = KillPattern.all();
    final int fields = 1 + random.nextInt(7);
    if ((fields & 1) != 0) {
      pattern = pattern.withSession(new UUID(0, random.nextInt(4 * NAMES)));
    }
    if ((fields & 2) != 0) {
      pattern = pattern.withOwner(owner(random.nextInt(NAMES)).uid());
    }
    if ((fields & 4) != 0) {
      pattern = pattern.withRoles(List.of(role(random.nextInt(3)), role(3 + random.nextInt(9))));
    }
    return random.nextInt(4) == 0 ? pattern.idleFor(Duration.ofNanos(random.nextInt(3) * 3_600_000_000_000L)) : pattern;
  }
}
