/**
 * Lock-free collections to be walked while they change: the sessions of an owner, the owners of a role, what hangs on
 * a session.
 */
@NullMarked
package dev.quell.internal.bag;

import org.jspecify.annotations.NullMarked;
