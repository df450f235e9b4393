/** What every part of a core uses: clock, counters, random ids, the host's error handler, "closed". Knows no other part. */
@NullMarked
package dev.quell.internal.services;

import org.jspecify.annotations.NullMarked;
