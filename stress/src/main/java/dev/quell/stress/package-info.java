/**
 * Stress tests of the shipped classes: one nested class for each guarantee (K1 to K9, see KillCore) or claim, two actors each,
 * since continuous integration has two processors.
 */
package dev.quell.stress;
