/**
 * The commands that kill sessions, and what explains them: who may, which patterns, what comes back. Neither opens a
 * session nor looks one up by itself.
 */
@NullMarked
package dev.quell.command.kill;

import org.jspecify.annotations.NullMarked;
