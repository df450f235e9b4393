/** The command line: {@code serve} and {@code demo}. */
@NullMarked
package dev.quell.server.cli;

import org.jspecify.annotations.NullMarked;
