package dev.quell.bench.setup;

/** How many sessions each owner has, and how many owners hold each role. */
public record Shape(int sessionsPerOwner, int ownersPerRole) {
  /** Where a benchmark does not ask about it. */
  public static final Shape USUAL = new Shape(Keys.SESSIONS_PER_OWNER, Keys.OWNERS_PER_ROLE);

  public int sessionsPerRole() {
    return sessionsPerOwner * ownersPerRole;
  }
}
