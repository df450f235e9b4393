/** The server as a member of a cluster. */
@NullMarked
package dev.quell.server.cluster;

import org.jspecify.annotations.NullMarked;
