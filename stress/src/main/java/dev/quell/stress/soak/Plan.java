package dev.quell.stress.soak;

/**
 * What goes on in a round.
 *
 * @param kind what the books can be exact about
 * @param seed of all random choices
 * @param killsAll whether there are kills of everything; if not, one owner is left alone by all kills and must stay
 *     alive
 * @param stalls whether threads are frozen in the middle of the core
 * @param growth whether many sessions are opened and ended beside
 */
record Plan(Kind kind, long seed, boolean killsAll, boolean stalls, boolean growth) {

  /** Kinds of rounds. */
  enum Kind {
    /** No session ends and every end of a cursor is accounted for: counts must be equal, not only fit. */
    EXACT,
    /** Everything at once. */
    WILD,
    /** Sessions and cursors expire by a clock that runs fast, and end in no other way. */
    EXPIRY,
    /** The number of sessions is limited, and an owner at its limit loses its longest idle one. */
    LIMITS
  }

  /** The plan of a round by its number. */
  static Plan of(final int round, final long seed) {
    final Dice dice = new Dice(seed + 31L * round);
    final Kind kind =
        switch (round % 6) {
          case 0, 3 -> Kind.EXACT;
          case 2 -> Kind.EXPIRY;
          case 5 -> Kind.LIMITS;
          default -> Kind.WILD;
        };
    return new Plan(kind, dice.nextLong(), dice.below(3) != 0, round % 2 == 1 && kind != Kind.EXPIRY, round % 6 == 4);
  }

  /**
   * The plan of a round in which a debugger freezes threads: the same on platform threads, and nothing depends on the
   * agent.
   */
  static Plan underFreezer(final int round, final long seed) {
    final Dice dice = new Dice(seed + 31L * round);
    return new Plan(round % 2 == 0 ? Kind.WILD : Kind.EXACT, dice.nextLong(), dice.below(3) != 0, true, round % 8 == 6);
  }

  /** Whether sessions can end before the round does. */
  boolean sessionsEnd() {
    return kind != Kind.EXACT;
  }

  /** Whether the host ends sessions. */
  boolean hostEnds() {
    return kind == Kind.WILD || kind == Kind.LIMITS;
  }

  /** Whether cursors are used by others than who opened them, and closed while they are in use. */
  boolean sharesCursors() {
    return kind != Kind.EXACT;
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + (killsAll ? "" : ", one owner spared")
        + (stalls ? ", stalls" : "")
        + (growth ? ", growth" : "");
  }
}
