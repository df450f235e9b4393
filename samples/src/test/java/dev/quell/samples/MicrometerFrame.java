package dev.quell.samples;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** What quell-micrometer's part of docs/integrations.md presumes. */
abstract class MicrometerFrame extends Frame {
  final MeterRegistry registry = new SimpleMeterRegistry();
}
