package dev.quell.stress.cluster;

/**
 * A change of roles.
 *
 * @param called before the call
 * @param holds whether the owner holds its role from then on
 */
record RoleChange(long called, boolean holds) {}
