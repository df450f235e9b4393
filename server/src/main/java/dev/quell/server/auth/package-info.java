/**
 * Who a client is: users and roles and where they are kept, the SCRAM-SHA-256 login, and the commands about them. Knows
 * what a command is, and nothing of the network or of data.
 */
@NullMarked
package dev.quell.server.auth;

import org.jspecify.annotations.NullMarked;
