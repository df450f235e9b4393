package dev.quell.stress.soak;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/**
 * Freezes threads at arbitrary lines of the core, as a debugger does, and has the others go on (K5): {@code java -cp
 * quell-stress.jar dev.quell.stress.soak.Freezer --seed N --seconds N}. The work is that of {@link Soak}, in a process
 * of its own, {@link FrozenSoak}.
 *
 * <p>Again and again: draw some lines, rather such as no thread was frozen at yet, set breakpoints, and when a thread
 * comes by, leave it standing there, two at once half of the time. Then the other process is asked whether all its
 * other threads have gone on; when they have, the frozen ones may too. Covered is every line that work comes by, before
 * it is executed; not covered are places within a line, or in code of the JDK that the core calls.
 */
public final class Freezer {
  private static final long LOOK_FOR_MILLIS = 20;
  /** How many lines are looked at at once: most are not come by often. */
  private static final int AT_ONCE = 6;
  private static final String NO_VIOLATIONS = "violations: 0";
  private static final String CONNECTOR = "com.sun.jdi.SocketListen";
  /** How often to look for classes that have been loaded since. */
  private static final int REFRESH_EVERY = 200;

  private final Dice dice;
  private final Duration duration;
  private final PrintStream out;
  private final Lines lines = new Lines();
  private final List<BreakpointEvent> frozen = new ArrayList<>();
  private VirtualMachine machine;
  private BufferedReader answers;
  private PrintWriter questions;
  private int freezes;
  private int known;

  Freezer(final long seed, final Duration duration, final PrintStream out) {
    this.dice = new Dice(seed);
    this.duration = duration;
    this.out = out;
  }

  public static void main(final String[] args) {
    System.exit(new CommandLine(new FreezerCommand()).execute(args));
  }

  /** How often a thread was frozen, and all others went on. */
  int freezes() {
    return freezes;
  }

  /**
   * Works for the duration.
   *
   * @param arguments for the other process
   * @return whether some were frozen, all others went on each time, and the soak itself found nothing
   */
  boolean run(final String... arguments) throws Exception {
    final ListeningConnector connector =
        Bootstrap.virtualMachineManager().listeningConnectors().stream()
            .filter(each -> each.name().equals(CONNECTOR))
            .findFirst()
            .orElseThrow();
    final Map<String, Connector.Argument> settings = connector.defaultArguments();
    settings.get("localAddress").setValue("127.0.0.1");
    settings.get("port").setValue("0");
    final String address = connector.startListening(settings);
    final Process process = start(address, arguments);
    try {
      machine = connector.accept(settings);
      answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      questions = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
      machine.resume();
      await("working");
      final boolean wentOn = freezeAndThaw();
      questions.println("end");
      thaw();
      machine.dispose();
      final boolean sound = await(NO_VIOLATIONS);
      if (sound) {
        out.println("  | " + NO_VIOLATIONS);
      }
      printSummary(wentOn);
      return process.waitFor() == 0 && sound && wentOn && freezes > 0;
    } finally {
      process.destroyForcibly();
      connector.stopListening(settings);
    }
  }

  private static Process start(final String address, final String... arguments) throws IOException {
    final List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=" + address);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), FrozenSoak.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private boolean freezeAndThaw() throws Exception {
    final long start = System.nanoTime();
    long printed = start;
    List<Location> all = lines.of(machine);
    for (int draws = 1; System.nanoTime() - start < duration.toNanos(); draws++) {
      if (draws % REFRESH_EVERY == 0) {
        all = lines.of(machine);
      }
      known = all.size();
      freezeAtOneOf(drawn(all));
      if (!frozen.isEmpty() && (dice.oneIn(2) || frozen.size() > 1) && !askAndThaw()) {
        return false;
      }
      if (System.nanoTime() - printed > TimeUnit.SECONDS.toNanos(10)) {
        printed = System.nanoTime();
        out.printf(Locale.ROOT, "%5d s  frozen %d times, at %d of %d lines%n", (printed - start) / 1_000_000_000,
            freezes,
            lines.count(), known);
      }
    }
    return frozen.isEmpty() || askAndThaw();
  }

  private List<Location> drawn(final List<Location> all) {
    final List<Location> drawn = new ArrayList<>();
    while (drawn.size() < AT_ONCE) {
      final Location line = dice.of(all);
      if (!lines.isKnown(line) || dice.oneIn(4)) {
        drawn.add(line);
      }
    }
    return drawn;
  }

  /** Leaves the next thread standing that comes by one of these lines, if one does soon. */
  private void freezeAtOneOf(final List<Location> drawn) throws InterruptedException {
    final List<BreakpointRequest> requests = new ArrayList<>();
    for (final Location line : drawn) {
      final BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(line);
      request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
      request.enable();
      requests.add(request);
    }
    final long start = System.nanoTime();
    boolean found = false;
    while (!found && System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(LOOK_FOR_MILLIS)) {
      found = freezeNext();
    }
    machine.eventRequestManager().deleteEventRequests(requests);
    while (freezeNext(0)) {
      // came by before the breakpoint was gone
    }
  }

  private boolean freezeNext() throws InterruptedException {
    return freezeNext(LOOK_FOR_MILLIS);
  }

  private boolean freezeNext(final long millis) throws InterruptedException {
    final EventSet events = machine.eventQueue().remove(Math.max(1, millis));
    if (events == null) {
      return false;
    }
    for (final Event event : events) {
      if (event instanceof VMDeathEvent || event instanceof VMDisconnectEvent) {
        throw new VMDisconnectedException("the soak has come to an end by itself");
      }
      if (event instanceof BreakpointEvent hit && isActor(hit.thread()) && frozen.size() < 2) {
        frozen.add(hit);
        lines.frozen(hit.location());
        return true;
      }
    }
    events.resume();
    return millis == 0;
  }

  private static boolean isActor(final ThreadReference thread) {
    final String name = thread.name();
    return name.startsWith("quell-") || FrozenSoak.isActor(name);
  }

  /** Asks whether all others have gone on, and lets the frozen ones go. */
  private boolean askAndThaw() throws IOException {
    final List<String> names = frozen.stream().map(each -> each.thread().name()).toList();
    questions.println("frozen " + String.join(" ", names));
    final boolean wentOn = await("went on");
    freezes += wentOn ? 1 : 0;
    if (!wentOn) {
      out.println("VIOLATION K5: all stood still while frozen were:");
      frozen.forEach(each -> out.println("  " + each.thread().name() + " at " + Lines.text(each.location())));
    }
    thaw();
    return wentOn;
  }

  private void thaw() {
    frozen.forEach(each -> each.thread().resume());
    frozen.clear();
  }

  /** Reads up to this answer, and prints what comes before; false if another answer or the end comes first. */
  private boolean await(final String answer) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.equals(answer)) {
        return true;
      }
      if (line.equals("stood still")) {
        return false;
      }
      out.println("  | " + line);
    }
    return false;
  }

  private void printSummary(final boolean wentOn) {
    if (freezes == 0 && wentOn) {
      out.println("freezer: failed: nobody was frozen, so nothing was tested; give it more --seconds");
      return;
    }
    out.printf(
        Locale.ROOT, "freezer: frozen %d times, at %d different lines in %d methods, of %d lines loaded; %s%n", freezes,
        lines.count(), lines.methods(), known,
        wentOn ? "each time all others went on" : "then once more, and not all others went on");
  }
}
