/**
 * The ledger of the core: every ordered access cites the invariant or the edge it is there for, every one of these has
 * a test, and a build in which that is not so fails with file and line. {@link dev.quell.stress.ledger.Ledger} says
 * what is checked.
 */
package dev.quell.stress.ledger;
