/** The owners that have sessions, and the roles they hold now. */
package dev.quell.internal.owner;
