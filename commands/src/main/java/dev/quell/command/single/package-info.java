/**
 * The commands that kill by number rather than by session: one operation, or some cursors. Knows nothing of sessions
 * but whose they are.
 */
@NullMarked
package dev.quell.command.single;

import org.jspecify.annotations.NullMarked;
