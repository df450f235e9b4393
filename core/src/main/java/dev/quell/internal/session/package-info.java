/** Sessions: found, opened, used, ended. */
@NullMarked
package dev.quell.internal.session;

import org.jspecify.annotations.NullMarked;
