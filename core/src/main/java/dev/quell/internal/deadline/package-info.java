/**
 * Deadlines: a hierarchical timing wheel. Any thread arms a deadline without a lock; the agent's thread looks at what
 * falls due, and at nothing else but a slow sweep. It knows nothing of what it is that has a deadline.
 */
@NullMarked
package dev.quell.internal.deadline;

import org.jspecify.annotations.NullMarked;
