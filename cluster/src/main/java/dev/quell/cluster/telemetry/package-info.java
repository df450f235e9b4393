/** The events of Flight Recorder. */
@NullMarked
package dev.quell.cluster.telemetry;

import org.jspecify.annotations.NullMarked;
