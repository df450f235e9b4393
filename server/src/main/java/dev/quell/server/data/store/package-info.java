/**
 * Keeps documents as BSON bytes in an embedded store, in memory or in a directory. Readers walk a snapshot and hold no
 * lock. Knows nothing of queries, commands or sessions.
 */
@NullMarked
package dev.quell.server.data.store;

import org.jspecify.annotations.NullMarked;
