/** The command line: {@code serve}. */
@NullMarked
package dev.quell.server.cli;

import org.jspecify.annotations.NullMarked;
