/**
 * Sessions as commands name them: the generic argument {@code lsid} of any command, and the commands that start,
 * refresh and end sessions. Kills nothing.
 */
@NullMarked
package dev.quell.command.session;

import org.jspecify.annotations.NullMarked;
