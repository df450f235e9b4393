package dev.quell.server.wire;

/**
 * How a message wants to be answered.
 *
 * @param requestId the number that the answer repeats
 * @param legacy whether it came as OP_QUERY, and is answered with OP_REPLY
 * @param wanted false if the client has said that more is to come, and reads no answer
 * @param compression how the message came, and the answer goes
 */
public record ReplyTo(int requestId, boolean legacy, boolean wanted, Compression compression) {}
