/** From a key to what has it: the hash table of UUIDs, a hash map for the rest, and the keyed hash functions. */
@NullMarked
package dev.quell.internal.index;

import org.jspecify.annotations.NullMarked;
