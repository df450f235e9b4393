/** The memory of sessions: segments of slots that are never freed or moved, and the two words of each slot. */
@NullMarked
package dev.quell.internal.slots;

import org.jspecify.annotations.NullMarked;
