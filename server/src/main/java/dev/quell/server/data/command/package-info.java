/** The data commands, one class for each, and what they share: reading their arguments and asking for privileges. */
@NullMarked
package dev.quell.server.data.command;

import org.jspecify.annotations.NullMarked;
