package dev.quell.cluster;

import dev.quell.KillCore;
import dev.quell.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A member that does what it reads, line by line, and answers each line with one. It says {@code joined PORT} first.
 * Arguments: its name, its port or 0, and the ports of others.
 */
public final class MemberProcess {
  private final KillCore core = KillCore.create();
  private final List<Operation> operations = new ArrayList<>();
  private final Cluster cluster;

  private MemberProcess(final String... arguments) throws InterruptedException {
    final String[] peers = new String[arguments.length - 2];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = "127.0.0.1:" + arguments[i + 2];
    }
    cluster = Cluster.of(core)
        .name(arguments[0])
        .bind("127.0.0.1", Integer.parseInt(arguments[1]))
        .peers(peers)
        .joinTimeout(Duration.ofMillis(peers.length == 0 ? 100 : 10_000))
        .join();
  }

  /** Runs until its input ends. */
  public static void main(final String... arguments) throws Exception {
    final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    final MemberProcess member = new MemberProcess(arguments);
    out.println("joined " + member.cluster.address().getPort());
    member.run(in, out);
    member.cluster.close();
    member.core.close();
  }

  private void run(final BufferedReader in, final PrintStream out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(line));
    }
  }

  private String answer(final String line) {
    return switch (line) {
      case "begin" -> {
        operations.add(core.session(UUID.randomUUID(), TestMember.ALICE).begin("work"));
        yield "begun " + (operations.size() - 1);
      }
      case "killed" -> operations.stream().map(Operation::isKilled).toList().toString();
      case "kill" -> {
        final ClusterReport report = cluster.kill(TestMember.OF_ALICE);
        yield report.answered() + " " + report.unanswered() + " " + report.operationsKilled();
      }
      case "members" -> cluster.members().stream().map(one -> one.name() + ":" + one.state()).toList().toString();
      default -> "what is " + line;
    };
  }
}
