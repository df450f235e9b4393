package dev.quell.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(final String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @Test
  void shouldNameItsCommandsInTheHelp() {
    assertEquals(0, run("--help"));

    assertTrue(out.toString().contains("serve"), out::toString);
  }

  @Test
  void shouldExplainEveryOptionInTheHelpOfServe() {
    assertEquals(0, run("serve", "--help"));

    for (final String option : List.of("--host", "--port", "--auth", "--data", "--tls-cert", "--tls-key",
        "--tls-keystore", "--tls-password", "--tls-password-file", "--tls-ca", "--session-timeout-minutes",
        "--cursor-timeout-minutes", "--sweep-seconds", "--max-sessions", "--max-connections", "--workers",
        "--enable-test-commands", "--cluster-name", "--cluster-bind", "--cluster-peers", "--cluster-key-store",
        "--cluster-trust-store", "--cluster-password-file", "--cluster-timeout-millis", "--help", "--version")) {
      assertTrue(out.toString().contains(option), () -> option + " is not in " + out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "serve --version"})
  void shouldSayItsVersion(final String args) {
    assertEquals(0, run(args.split(" ")));

    assertTrue(out.toString().startsWith("quell-server "), out::toString);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "--port x | Invalid value for option '--port'",
    "--port -1 | --port must be from 0 to 65535, but is -1",
    "--port 65536 | --port must be from 0 to 65535, but is 65536",
    "--host= | --host must not be empty",
    "--data= | --data must not be empty",
    "--session-timeout-minutes 0 | --session-timeout-minutes must be from 1 to 1051200 minutes, but is 0",
    "--cursor-timeout-minutes -5 | --cursor-timeout-minutes must be from 1 to 1051200 minutes, but is -5",
    "--sweep-seconds 0 | --sweep-seconds must be from 1 to 63072000 seconds, but is 0",
    "--sweep-seconds 99999999999 | Invalid value for option '--sweep-seconds'",
    "--cluster-peers a:1 | --cluster-peers goes with --cluster-name",
    "--cluster-bind 127.0.0.1:1 | --cluster-bind goes with --cluster-name",
    "--cluster-timeout-millis 500 | --cluster-timeout-millis goes with --cluster-name",
    "--cluster-key-store k | --cluster-key-store goes with --cluster-name",
    "--cluster-name a:b | --cluster-name: name has 3 characters",
    "--cluster-name= | --cluster-name: name has 0 characters",
    "--cluster-name a --cluster-peers b | --cluster-peers: 'b' is no peer",
    "--cluster-name a --cluster-peers= | --cluster-peers: '' is no peer",
    "--cluster-name a --cluster-peers , | --cluster-peers names nobody",
    "--cluster-name a --cluster-peers b:1,,c:1 | --cluster-peers: '' is no peer",
    "--cluster-name a --cluster-peers b:0 | --cluster-peers: 'b:0' is no peer",
    "--cluster-name a --cluster-bind 7800 | --cluster-bind is '7800': expected HOST:PORT",
    "--cluster-name a --cluster-bind h:70000 | --cluster-bind is 'h:70000': expected HOST:PORT",
    "--cluster-name a --cluster-timeout-millis 5 | --cluster-timeout-millis must be from 100 to 3600000, but is 5",
    "--cluster-name a --cluster-key-store k | --cluster-key-store, --cluster-trust-store and --cluster-password-file go",
    "--cluster-name a --cluster-password-file p | --cluster-key-store, --cluster-trust-store and",
    "--cluster-name a --cluster-key-store k --cluster-trust-store t --cluster-password-file p "
        + "| --cluster-key-store: no file to read at k",
    "--cluster-name a --cluster-key-store pom.xml --cluster-trust-store t --cluster-password-file p "
        + "| --cluster-trust-store: no file to read at t",
    "--cluster-name a --cluster-key-store pom.xml --cluster-trust-store pom.xml --cluster-password-file p "
        + "| --cluster-password-file: no file to read at p",
    "--max-sessions 0 | --max-sessions must be from 1 to 67108864, but is 0",
    "--max-sessions-per-user -1 | --max-sessions-per-user must be from 0 to 67108864, but is -1",
    "--max-connections 0 | --max-connections must be from 1",
    "--workers -1 | --workers must be from 0",
    "--tls-cert a.pem | --tls-cert and --tls-key go together",
    "--tls-key a.pem | --tls-cert and --tls-key go together",
    "--tls-cert a.pem --tls-key b.pem | --tls-cert: no file to read at a.pem",
    "--tls-keystore a.p12 --tls-password x | --tls-keystore: no file to read at a.p12",
    "--tls-keystore pom.xml | --tls-keystore needs one of --tls-password and --tls-password-file",
    "--tls-cert a --tls-key b --tls-keystore c | exclude each other",
    "--tls-password x | a TLS password goes with --tls-keystore",
    "--tls-ca a.pem | --tls-ca goes with",
    "--nope | Unknown option: '--nope'",
    "nope | Unmatched argument",
    "serve nope | Unmatched argument",
    "--port 5 demo | Unmatched argument"
  })
  void shouldRefuseWhatIsTypedWrongly(final String args, final String message) {
    assertEquals(2, run(args.split(" ")));

    final List<String> lines = err.toString().lines().toList();
    assertTrue(lines.get(0).startsWith("quell-server: ") && lines.get(0).contains(message), err::toString);
    final String command = args.equals("nope") ? "" : " serve";
    assertEquals(List.of("Try 'java -jar quell-server.jar" + command + " --help'."), lines.subList(1, lines.size()));
  }
}
