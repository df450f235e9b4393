/**
 * Stress tests of the shipped classes: one nested class for each guarantee (K1 to K9, see KillCore) or claim, mostly of
 * two actors, since continuous integration has two processors; {@link dev.quell.stress.ThreeActors} runs those that
 * have three.
 */
package dev.quell.stress;
