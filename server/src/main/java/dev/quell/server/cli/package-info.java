/** The command line: {@code serve} and {@code demo}. */
package dev.quell.server.cli;
