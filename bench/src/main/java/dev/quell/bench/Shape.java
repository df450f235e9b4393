package dev.quell.bench;

/** How many sessions each owner has, and how many owners hold each role. */
record Shape(int sessionsPerOwner, int ownersPerRole) {
  /** Where a benchmark does not ask about it. */
  static final Shape USUAL = new Shape(Keys.SESSIONS_PER_OWNER, Keys.OWNERS_PER_ROLE);

  int sessionsPerRole() {
    return sessionsPerOwner * ownersPerRole;
  }
}
