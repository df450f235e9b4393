/** Flight Recorder events. */
@NullMarked
package dev.quell.internal.telemetry;

import org.jspecify.annotations.NullMarked;
