/** Stands for what gRPC generates from a {@code .proto} file. */
@NullMarked
package dev.quell.examples.generated;

import org.jspecify.annotations.NullMarked;
