/**
 * What clients can see of sessions, operations and cursors: {@code currentOp} and the stages that begin a pipeline with
 * what the core knows. Lazy throughout, so that a listing of a million sessions needs no memory. Kills nothing.
 */
@NullMarked
package dev.quell.command.listing;

import org.jspecify.annotations.NullMarked;
