/** What carries labels, and which label is carried by what. */
@NullMarked
package dev.quell.internal.label;

import org.jspecify.annotations.NullMarked;
