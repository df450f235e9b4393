/** The least that this machine needs for the steps that Quell's paths are made of. */
package dev.quell.bench.limits;
