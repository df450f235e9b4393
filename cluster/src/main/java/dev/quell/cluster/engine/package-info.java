/** What carries messages between members, whichever product does it. */
@NullMarked
package dev.quell.cluster.engine;

import org.jspecify.annotations.NullMarked;
