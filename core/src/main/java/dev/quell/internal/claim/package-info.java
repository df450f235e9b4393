/** How a run is claimed for a kill, once; and the ledger that numbers the kills whose victims still run. */
@NullMarked
package dev.quell.internal.claim;

import org.jspecify.annotations.NullMarked;
