package dev.quell.stress.soak;

import dev.quell.KillCore;
import dev.quell.KillCoreBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * How a host sets its cores up: the soak then runs on such ones. It is found on the class path by
 * {@link ServiceLoader}, so its class is public, has a public constructor without parameters, and is named in
 * {@code META-INF/services/dev.quell.stress.soak.HostCore}.
 */
public interface HostCore {
  /** As most have it. */
  HostCore PLAIN = builder -> {};

  /**
   * Sets what the host sets: the executors, who runs the agent, the current owner. Afterwards the soak sets limits,
   * timeouts, the clock and the error handler itself, for its books depend on them.
   */
  void configure(KillCoreBuilder builder);

  /**
   * Called when a core was made, and before it is used: a host that runs the agent starts it here.
   *
   * @return what ends that, called when the core is no longer used; it may be closed already
   */
  default Runnable run(final KillCore core) {
    return () -> {};
  }

  /**
   * The one on the class path; {@link #PLAIN} if there is none.
   *
   * @throws IllegalStateException if there are several
   */
  static HostCore found() {
    final List<HostCore> found = new ArrayList<>();
    ServiceLoader.load(HostCore.class).forEach(found::add);
    if (found.size() > 1) {
      throw new IllegalStateException(
          "several set the core up: " + found.stream().map(each -> each.getClass().getName()).toList());
    }
    return found.isEmpty() ? PLAIN : found.get(0);
  }
}
