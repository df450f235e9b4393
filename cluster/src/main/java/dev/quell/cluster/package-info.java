/**
 * A cluster of cores: a kill on one member reaches all, now or as soon as they are in touch, and nothing younger.
 *
 * <p>The protocol is a state machine without threads, clock or I/O, in {@code protocol}. Its messages become bytes in
 * {@code wire}. An engine carries the bytes; {@code jgroups} is the only package that knows which.
 */
@NullMarked
package dev.quell.cluster;

import org.jspecify.annotations.NullMarked;
