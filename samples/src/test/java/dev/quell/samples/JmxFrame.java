package dev.quell.samples;

import java.lang.management.ManagementFactory;
import javax.management.MBeanServerConnection;

/** What quell-jmx's part of docs/integrations.md presumes. */
abstract class JmxFrame extends Frame {
  final MBeanServerConnection connection = ManagementFactory.getPlatformMBeanServer();
}
