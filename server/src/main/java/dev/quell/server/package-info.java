/**
 * A MongoDB-compatible server whose every session, operation and cursor lives in a {@link dev.quell.KillCore}: the
 * living example of an adopter, and the way to try Quell with real clients.
 */
@NullMarked
package dev.quell.server;

import org.jspecify.annotations.NullMarked;
