/**
 * The soak: random work on a core, for as long as wanted, and a checker that keeps books of its own and holds the core
 * to what it promises while it runs; {@link dev.quell.stress.soak.Soak} starts it.
 * {@link dev.quell.stress.soak.Freezer} is the same with a debugger that freezes threads at arbitrary lines of the
 * core.
 */
package dev.quell.stress.soak;
