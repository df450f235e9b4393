/** The engine on JGroups. No other package knows JGroups. */
@NullMarked
package dev.quell.cluster.jgroups;

import org.jspecify.annotations.NullMarked;
