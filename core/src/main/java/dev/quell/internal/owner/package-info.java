/** Who has sessions, and which roles it holds now. */
@NullMarked
package dev.quell.internal.owner;

import org.jspecify.annotations.NullMarked;
