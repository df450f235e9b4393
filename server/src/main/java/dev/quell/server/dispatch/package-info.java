/**
 * What a command is, and how one is run: login, authorisation, session, operation, reply. Knows neither the network nor
 * any single command.
 */
package dev.quell.server.dispatch;
