/**
 * Runs the calls of a gRPC server as operations of Quell. Start with {@link dev.quell.grpc.KillInterceptor}.
 *
 * <p><b>Null:</b> unless a method says otherwise, no argument and no result is null. A null argument is refused with a
 * {@link java.lang.NullPointerException} that names it, before anything is changed.
 */
@NullMarked
package dev.quell.grpc;

import org.jspecify.annotations.NullMarked;
