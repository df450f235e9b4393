package dev.quell.server.net;

/**
 * What has gone over the network since the start.
 *
 * @param connections open now
 * @param available how many more may be opened
 * @param connectionsCreated that were accepted
 * @param connectionsRejected that were one too many
 * @param bytesIn of whole messages, before TLS
 * @param bytesOut of replies, before TLS
 * @param requests whole messages received
 */
public record NetStats(
    int connections,
    int available,
    long connectionsCreated,
    long connectionsRejected,
    long bytesIn,
    long bytesOut,
    long requests) {}
