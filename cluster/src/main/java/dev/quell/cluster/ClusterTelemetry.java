package dev.quell.cluster;

/**
 * What a member has counted since it joined. Immutable; the numbers are read one after another.
 *
 * @param killsCalled kills that were called on this member
 * @param appliedFresh kills and changes of roles of other members that were complete here
 * @param appliedLate those of other members that came too late to be complete here
 * @param gaps how often kills were missed that no log has any more
 * @param logEntries how many kills and changes of roles are remembered
 * @param logBytes how many bytes they take, about
 * @param messagesReceived messages of other members
 * @param messagesMalformed messages that were none of the protocol, and were dropped
 * @param messagesNotSent messages that were dropped because the receiver was not connected or too slow
 */
public record ClusterTelemetry(
    long killsCalled,
    long appliedFresh,
    long appliedLate,
    long gaps,
    int logEntries,
    long logBytes,
    long messagesReceived,
    long messagesMalformed,
    long messagesNotSent) {}
