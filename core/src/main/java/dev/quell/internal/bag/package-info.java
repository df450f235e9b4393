/**
 * Lock-free collections that can be walked while they change: the sessions of an owner, the owners of a role, the
 * attachments of a session.
 */
@NullMarked
package dev.quell.internal.bag;

import org.jspecify.annotations.NullMarked;
