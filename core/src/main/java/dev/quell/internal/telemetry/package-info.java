/** Flight Recorder events. */
package dev.quell.internal.telemetry;
