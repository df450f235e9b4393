/** Look-up by key: the hash table of UUIDs, a hash map for other keys, and the keyed hash functions. */
@NullMarked
package dev.quell.internal.index;

import org.jspecify.annotations.NullMarked;
