package dev.quell.server.data.store;

/**
 * A document as it was read.
 *
 * @param record its place
 * @param document its BSON; not to be changed
 */
public record Stored(long record, byte[] document) {}
