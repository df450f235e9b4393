/** What a server would write by hand, behind one interface with Quell. Both pass the same contract test. */
package dev.quell.bench.peer;
