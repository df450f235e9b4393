/** Puts the parts of a core together; each part has a package below. */
package dev.quell.internal;
