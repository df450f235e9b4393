/**
 * The commands that kill by number rather than by session: one operation, or some cursors. Knows nothing of sessions
 * but whose they are.
 */
package dev.quell.command.single;
