/** Who hears of kills: listeners and Flight Recorder. */
@NullMarked
package dev.quell.internal.telemetry;

import org.jspecify.annotations.NullMarked;
