/** The one claim of a run by a kill, and the ledger that numbers the kills whose victims still run. */
@NullMarked
package dev.quell.internal.claim;

import org.jspecify.annotations.NullMarked;
