package dev.quell.jmx;

import dev.quell.ClosedCoreException;
import dev.quell.KillCore;
import dev.quell.KillTrigger;
import dev.quell.Registration;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Shows cores in JMX, as {@link KillCoreMXBean}. A core is shown only if the host asks for it, and the bean kills only
 * if the host asks for that: every user that may connect to the JVM can do what the bean does. The JDK's access level
 * {@code readonly} shows the counts alone: it refuses every operation of a bean, so listings and explanations, too. All
 * methods may be called by any thread.
 *
 * <p>{@code Registration jmx = QuellJmx.register(core, "orders");} The bean goes when that is closed, or with the core.
 */
public final class QuellJmx {
  private QuellJmx() {}

  /**
   * Shows a core in the JVM's MBean server, for reading.
   *
   * @param core an open core
   * @param name what distinguishes it from the other cores of the JVM
   * @return takes the bean back; not needed once the core is closed
   * @throws IllegalArgumentException if there is a bean of this name, or the name is empty
   * @throws ClosedCoreException if the core is closed
   */
  public static Registration register(final KillCore core, final String name) {
    return register(ManagementFactory.getPlatformMBeanServer(), core, name, false);
  }

  /**
   * Shows a core in the JVM's MBean server as {@link #register(KillCore, String)} does, with kills.
   *
   * @param core an open core
   * @param name what distinguishes it from the other cores of the JVM
   * @return takes the bean back; not needed once the core is closed
   * @throws IllegalArgumentException if there is a bean of this name, or the name is empty
   * @throws ClosedCoreException if the core is closed
   */
  public static Registration registerWithKills(final KillCore core, final String name) {
    return register(ManagementFactory.getPlatformMBeanServer(), core, name, true);
  }

  /**
   * Shows a core in an MBean server of the host's choice.
   *
   * @param server where to show it
   * @param core an open core
   * @param name what distinguishes it from the other cores of the server
   * @param kills whether the bean kills
   * @return takes the bean back; not needed once the core is closed
   * @throws IllegalArgumentException if there is a bean of this name, or the name is empty
   * @throws ClosedCoreException if the core is closed
   */
  public static Registration register(
      final MBeanServer server, final KillCore core, final String name, final boolean kills) {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(core, "core");
    final ObjectName objectName = objectName(name);
    final CoreBean bean = new CoreBean(core, kills);
    try {
      server.registerMBean(bean, objectName);
    } catch (final InstanceAlreadyExistsException e) {
      throw new IllegalArgumentException("there is a core named " + name + " in this MBean server already", e);
    } catch (final JMException e) {
      throw new IllegalStateException("the MBean server does not take the core", e);
    }
    final AtomicBoolean registered = new AtomicBoolean(true);
    final Runnable unregister = () -> {
      if (registered.getAndSet(false)) { // once: the name may be another core's by then
        unregister(server, objectName);
      }
    };
    final Registration listening = core.addListener(report -> {
      if (report.trigger() == KillTrigger.SHUTDOWN) {
        unregister.run();
      }
    });
    if (core.isClosed()) { // after the listener was added: it hears of any later close
      listening.close();
      unregister.run();
      throw new ClosedCoreException();
    }
    return () -> {
      listening.close();
      unregister.run();
    };
  }

  /**
   * The name of a core's bean.
   *
   * @param name as given to {@link #register(KillCore, String)}
   * @return {@code dev.quell:type=KillCore,name=...}, with the name quoted if it has to be
   * @throws IllegalArgumentException if the name is empty
   */
  public static ObjectName objectName(final String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    final boolean plain = name.chars().noneMatch(c -> ",=:\"*?\n".indexOf(c) >= 0);
    try {
      return new ObjectName("dev.quell:type=KillCore,name=" + (plain ? name : ObjectName.quote(name)));
    } catch (final MalformedObjectNameException e) {
      throw new IllegalArgumentException("name is not fit for JMX: " + name, e);
    }
  }

  private static void unregister(final MBeanServer server, final ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (final InstanceNotFoundException e) {
      // somebody else has taken it back: that is what was wanted
    } catch (final JMException e) {
      throw new IllegalStateException("the MBean server does not give the core back", e);
    }
  }
}
