/** The owners that have sessions, and the roles they hold now. */
@NullMarked
package dev.quell.internal.owner;

import org.jspecify.annotations.NullMarked;
