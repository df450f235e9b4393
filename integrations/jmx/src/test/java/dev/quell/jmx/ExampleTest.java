package dev.quell.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.KillCore;
import dev.quell.Registration;
import java.lang.management.ManagementFactory;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import org.junit.jupiter.api.Test;

/** The example of the page on integrations. */
class ExampleTest {
  @Test
  void shouldKillFromAConsole() throws Exception {
    try (KillCore core = KillCore.create()) {
      core.begin("find");
      final MBeanServerConnection connection = ManagementFactory.getPlatformMBeanServer();

      Registration jmx = QuellJmx.registerWithKills(core, "orders"); // QuellJmx.register: for reading

      KillCoreMXBean console = JMX.newMXBeanProxy(connection, QuellJmx.objectName("orders"), KillCoreMXBean.class);
      for (OperationRow row : console.listOperations("", 100)) {
        console.killOperation(row.getId(), "stuck");
      }
      console.kill("{labels: {app=billing}}", "bad release");

      assertEquals(1, core.telemetry().operationsKilled());
      jmx.close();
    }
  }
}
