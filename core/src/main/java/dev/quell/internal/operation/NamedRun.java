package dev.quell.internal.operation;

import dev.quell.internal.claim.Run;

/**
 * A run with its public id.
 *
 * @param run the run
 * @param id above zero
 */
public record NamedRun(Run run, int id) {}
