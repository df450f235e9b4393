/**
 * Mutants: the core with one step of it broken on purpose, and the tests that must notice. {@link
 * dev.quell.stress.mutants.Mutants} makes them from the sources of the core, runs the tests and prints who caught whom.
 */
package dev.quell.stress.mutants;
