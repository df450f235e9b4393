package dev.quell.stress.soak;

import dev.quell.KillPattern;
import dev.quell.Labels;
import java.util.List;

/** The labels that sessions and operations are marked with, and the kills that ask for them. */
final class Marks {
  private static final List<String> APPS = List.of("shop", "billing", "audit");
  private static final List<String> TIERS = List.of("free", "paid");

  private Marks() {}

  /** No label, one or two. */
  static Labels draw(final Dice dice) {
    final Labels app = dice.oneIn(2) ? Labels.none() : Labels.of("app", dice.of(APPS));
    return dice.oneIn(2) ? app : app.with("tier", dice.of(TIERS));
  }

  /** Labels by number, so that a session has the same ones, whichever thread opens it. */
  static Labels of(final int number) {
    return switch (number % 4) {
      case 0 -> Labels.of("app", APPS.get(number / 4 % APPS.size()));
      case 1 -> Labels.of("app", APPS.get(number / 4 % APPS.size()), "tier", TIERS.get(number / 8 % TIERS.size()));
      default -> Labels.none();
    };
  }

  /** A pattern that asks for one label or two besides. */
  static KillPattern further(final KillPattern pattern, final Dice dice) {
    final KillPattern app = pattern.withLabel("app", dice.of(APPS));
    return dice.oneIn(3) ? app.withLabel("tier", dice.of(TIERS)) : app;
  }
}
