/**
 * The protocol: a state machine that is told what happens and says what is to be done. It has no thread, no clock and
 * does no I/O. {@link dev.quell.cluster.protocol.ClusterProtocol} is the way in.
 */
@NullMarked
package dev.quell.cluster.protocol;

import org.jspecify.annotations.NullMarked;
