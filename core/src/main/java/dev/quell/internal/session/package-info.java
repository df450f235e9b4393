/** Sessions: found, opened, used, ended. */
package dev.quell.internal.session;
