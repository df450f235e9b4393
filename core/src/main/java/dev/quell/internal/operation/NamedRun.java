package dev.quell.internal.operation;

import dev.quell.internal.claim.Run;

/**
 * A run that was given a public id.
 *
 * @param run the run
 * @param id above zero
 */
public record NamedRun(Run run, int id) {}
