package dev.quell.stress.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Each member in a network namespace of its own, with a cable to a bridge in another one. A namespace lives as long as
 * the process in it that waits for the end of its input, and so as long as this process at most. Root is not needed
 * where users may make namespaces.
 */
final class Namespaces implements Network {
  private static final int PORT = 7_800;
  private static final String NOBODY = "02:00:00:00:ff:ff";

  private final boolean isRoot;
  private final List<Process> holders = new ArrayList<>();
  private final Process hub;
  private final Map<Harm, String> lacks = new EnumMap<>(Harm.class);
  private final boolean[][] deaf;
  private final boolean[] unplugged;
  private final boolean[] shaped;

  private Namespaces(final int members) throws IOException, InterruptedException {
    isRoot = new ProcessBuilder("id", "-u").start().inputReader().readLine().equals("0");
    deaf = new boolean[members][members];
    unplugged = new boolean[members];
    shaped = new boolean[members];
    hub = hold(isRoot ? List.of("unshare", "-n") : List.of("unshare", "-Urn"));
    try {
      in(hub, "ip link add bridge type bridge");
      in(hub, "ip link set bridge up");
      for (int i = 0; i < members; i++) {
        holders.add(hold(entering(hub, isRoot ? "" : "-U", List.of("unshare", "-n"))));
        connect(i);
      }
      probe();
    } catch (final IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The namespaces, or loopback where this machine does not let us make some. */
  static Network orLoopback(final int members) throws InterruptedException {
    try {
      return new Namespaces(members);
    } catch (final IOException e) {
      return new Loopback("no network namespaces here: " + e.getMessage());
    }
  }

  private static Process hold(final List<String> prefix) throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("sh", "-c", "echo here; exec cat"));
    final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    final String said = process.inputReader().readLine();
    if (!"here".equals(said)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", prefix) + ": " + said);
    }
    return process;
  }

  private static List<String> entering(final Process holder, final String namespaces, final List<String> command) {
    if (namespaces.isEmpty()) {
      return command;
    }
    final List<String> all = new ArrayList<>(List.of("nsenter", "-t", Long.toString(holder.pid())));
    all.addAll(List.of(namespaces.split(" ", -1)));
    all.addAll(namespaces.contains("-U") ? List.of("--preserve-credentials", "--") : List.of("--"));
    all.addAll(command);
    return all;
  }

  private void in(final Process holder, final String command) throws IOException, InterruptedException {
    Shell.run(entering(holder, isRoot ? "-n" : "-U -n", Arrays.asList(command.split(" ", -1))));
  }

  private void connect(final int member) throws IOException, InterruptedException {
    final Process holder = holders.get(member);
    in(hub, "ip link add port" + member + " type veth peer name eth0 netns " + holder.pid());
    in(hub, "ip link set port" + member + " master bridge up");
    in(holder, "ip link set lo up");
    in(holder, "ip addr add " + host(member) + "/24 dev eth0");
    in(holder, "ip link set eth0 up");
  }

  /** What of traffic control this kernel has. */
  private void probe() throws InterruptedException {
    for (final Harm harm : List.of(Harm.SLOW, Harm.DELAYED)) {
      try {
        harm(harm, 0);
        heal();
      } catch (final IOException e) {
        shaped[0] = false;
        lacks.put(harm, e.getMessage());
      }
    }
  }

  @Override
  public String host(final int member) {
    return "10.77.0." + (member + 1);
  }

  @Override
  public int port() {
    return PORT;
  }

  @Override
  public List<String> prefix(final int member) {
    return entering(holders.get(member), isRoot ? "-n" : "-U -n", List.of());
  }

  @Override
  public Map<Harm, String> lacks() {
    return lacks;
  }

  /** It sends to a hardware address that nobody has. */
  @Override
  public void deafen(final int from, final int to) throws IOException, InterruptedException {
    deaf[from][to] = true;
    in(holders.get(from), "ip neigh replace " + host(to) + " lladdr " + NOBODY + " dev eth0 nud permanent");
  }

  @Override
  public void harm(final Harm harm, final int member) throws IOException, InterruptedException {
    if (harm == Harm.UNPLUGGED) {
      unplugged[member] = true;
      in(hub, "ip link set port" + member + " down");
      return;
    }
    shaped[member] = true;
    final String how = harm == Harm.SLOW ? "tbf rate 256kbit burst 2kb latency 400ms" : "netem delay 80ms 40ms";
    in(hub, "tc qdisc replace dev port" + member + " root " + how);
    in(holders.get(member), "tc qdisc replace dev eth0 root " + how);
  }

  @Override
  public void heal() throws IOException, InterruptedException {
    for (int i = 0; i < holders.size(); i++) {
      for (int k = 0; k < holders.size(); k++) {
        if (deaf[i][k]) {
          in(holders.get(i), "ip neigh del " + host(k) + " dev eth0");
          deaf[i][k] = false;
        }
      }
      if (unplugged[i]) {
        in(hub, "ip link set port" + i + " up");
        unplugged[i] = false;
      }
      if (shaped[i]) {
        in(hub, "tc qdisc del dev port" + i + " root");
        in(holders.get(i), "tc qdisc del dev eth0 root");
        shaped[i] = false;
      }
    }
  }

  @Override
  public void close() {
    holders.forEach(Process::destroyForcibly);
    hub.destroyForcibly();
  }
}
