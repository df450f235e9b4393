/** Clock, counters, random ids, the host's error handler, "closed". Every part of a core uses them; they know none. */
@NullMarked
package dev.quell.internal.services;

import org.jspecify.annotations.NullMarked;
