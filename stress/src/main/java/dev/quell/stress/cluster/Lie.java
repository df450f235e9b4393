package dev.quell.stress.cluster;

/** What a member of a test does wrong, so that the checker has something to find. */
enum Lie {
  /** Nothing. */
  NONE,
  /** It carries out the kills of others once more, later and without their cut-off. */
  AGAIN,
  /** Some of its work is under another owner than it says, so that kills spare it. */
  SPARES,
  /** It takes back what others do to roles. */
  ROLES,
  /** It does not tell of some that died. */
  MISCOUNTS
}
