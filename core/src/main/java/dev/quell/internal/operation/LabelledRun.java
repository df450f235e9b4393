package dev.quell.internal.operation;

import dev.quell.Labels;
import dev.quell.internal.claim.Run;

/**
 * A run of an operation object that carries labels.
 *
 * @param run the run
 * @param session the handle of the session in which it began, or none
 * @param labels the labels of the object during this run
 */
public record LabelledRun(Run run, long session, Labels labels) {}
