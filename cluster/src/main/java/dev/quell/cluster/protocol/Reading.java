package dev.quell.cluster.protocol;

/**
 * A member's reading of its clock, which means something to that member alone.
 *
 * @param steady nanoseconds on its monotonic clock; may have stood still while its machine did
 * @param waking the same, plus what the wall clock shows that the monotonic one has missed. Never less than
 *     {@code steady}, and the difference never shrinks
 */
public record Reading(long steady, long waking) {}
