/** Numbers the kills whose victims still run, so that a kill fits into a word. */
package dev.quell.internal.ledger;
