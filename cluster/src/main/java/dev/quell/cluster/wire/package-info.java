/** The protocol's messages as BSON, with a version. What is not one is refused with one exception. */
@NullMarked
package dev.quell.cluster.wire;

import org.jspecify.annotations.NullMarked;
