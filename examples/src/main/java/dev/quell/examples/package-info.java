/** Hosts that run with one command each, see {@code examples/README.md}. None uses another. */
@NullMarked
package dev.quell.examples;

import org.jspecify.annotations.NullMarked;
