/** Clock, counters, random ids, the host's error handler, "closed". Every part of a core uses them; they know none. */
package dev.quell.internal.services;
