/** Puts the parts of a core together; each part has a package below. */
@NullMarked
package dev.quell.internal;

import org.jspecify.annotations.NullMarked;
