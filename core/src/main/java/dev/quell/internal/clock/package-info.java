/** Core time: a coarse clock and an exact order in one long. */
package dev.quell.internal.clock;
