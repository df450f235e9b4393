/**
 * What a command is, and how one is run: login, authorisation, session, operation, reply. Knows neither the network nor
 * any single command.
 */
@NullMarked
package dev.quell.server.dispatch;

import org.jspecify.annotations.NullMarked;
