package dev.quell.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ThreeActorsTest {

  @Test
  void shouldRefuseWhatWouldTestNothing() {
    for (final String option : new String[] {"--millis", "--states"}) {
      for (final String value : new String[] {"0", "-1", "abc"}) {
        Typed.assertRefused(
            "Invalid value for option '" + option + "': '" + value + "' is not a number from 1 to 1000000000",
            new ThreeActorsCommand(), option, value);
      }
    }
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    Typed.assertRefused("Unknown option: '--nonsense'", new ThreeActorsCommand(), "--nonsense");
    Typed.assertRefused(
        "no test with three actors has a name like 'Nope'", new ThreeActorsCommand(), "Nope", "--millis", "1");
    Typed.assertRefused(
        "Unmatched argument at index 1: 'KillStress'", new ThreeActorsCommand(), "KillStress", "KillStress");
  }

  @Test
  void shouldHelp() {
    Typed.assertHelps(new ThreeActorsCommand(), "--millis=N");
  }

  /** However short: what was not tried at all has not failed. */
  @Test
  void shouldTrySomethingInAnyTime() throws ReflectiveOperationException {
    final var one = ThreeActors.tests("").subList(0, 1);
    assertEquals(true, ThreeActors.runAll(one, Long.MAX_VALUE, 0));
  }
}
