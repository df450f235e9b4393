package dev.quell.server.net;

import static dev.quell.server.wire.Frames.MORE_TO_COME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillPattern;
import dev.quell.server.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that arrive together: what comes behind a command that changes what the next one finds. */
class BehindOthersTest {
  private static final UUID LSID = new UUID(5, 5);
  private static final String NOTE = "{note: 1, lsid: {id: {$uuid: '" + LSID + "'}}, $db: 'd'}";

  private Rig rig;
  private RawClient client;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(options -> options.withPlatformWorkers(1));
    client = rig.client();
    client.socket().setSoTimeout(60_000);
  }

  @AfterEach
  void close() throws IOException {
    rig.released.release(100);
    rig.loggedIn.release(100);
    client.close();
    rig.close();
    assertEquals(0, rig.core.operations().count());
  }

  private void sendTogether(final List<String> commands) throws IOException {
    sendTogether(0, commands);
  }

  /** In one write, so that the server reads all of them before it does anything. */
  private void sendTogether(final int flagsOfTheLast, final List<String> commands) throws IOException {
    final ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < commands.size(); i++) {
      all.writeBytes(Frames.msg(100 + i, i == commands.size() - 1 ? flagsOfTheLast : 0, commands.get(i)));
    }
    client.send(all.toByteArray());
  }

  private static void await(final BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  // ---- the client has gone

  /** What was not read yet is given back once, is never looked at again, and does not keep the client's place. */
  @Test
  void shouldForgetWhatAClientThatHasGoneHasNotGotRead() throws Exception {
    client.run("{ping: 1, $db: 'd'}"); // so that it has its place
    final int places = rig.server.stats().available();
    sendTogether(MORE_TO_COME, List.of("{login: 'ann', hold: 1, $db: 'd'}", NOTE, NOTE, NOTE, "{note: 2, $db: 'd'}"));
    rig.holding.acquire();
    client.close();
    await(() -> rig.server.stats().connections() == 0);
    rig.loggedIn.release();
    await(() -> rig.server.stats().available() == places + 1);
    assertEquals(1, rig.notes.size(), "the one that nobody waits for");
    assertTrue(rig.notes.get(0).contains("2"), rig.notes::toString);
  }

  // ---- what changes others

  @Test
  void shouldNotKillWhatWasSentBehindTheKill() throws IOException {
    sendTogether(List.of("{killAllSessionsByPattern: [], session: {$uuid: '" + LSID + "'}, $db: 'admin'}", NOTE, NOTE));
    for (int i = 0; i < 3; i++) {
      assertEquals(1, client.read().ok());
    }
    assertEquals(2, rig.notes.size());
  }

  @Test
  void shouldFindWhatAdministrationHasChangedBeforeIt() throws IOException {
    sendTogether(List.of("{appoint: 'ann', $db: 'd'}", "{whoami: 1, $db: 'd'}", "{appoint: 'bob', $db: 'd'}",
        "{whoami: 1, $db: 'd'}"));
    assertEquals(1, client.read().ok());
    assertEquals("ann@d", client.read().document().getString("name").getValue());
    assertEquals(1, client.read().ok());
    assertEquals("bob@d", client.read().document().getString("name").getValue());
  }

  // ---- a handshake

  /** Only the first one says anything new. */
  @Test
  void shouldBeginWhatWasSentBehindAnotherHandshake() throws Exception {
    client.run("{hello: 1, client: {driver: {name: 'd', version: '1'}}, $db: 'admin'}");
    sendTogether(List.of("{hold: 1, $db: 'd'}", "{hello: 1, client: {driver: {name: 'd'}}, $db: 'admin'}",
        "{hello: 1, $db: 'admin'}", NOTE, NOTE));
    await(() -> rig.core.operations().count() == 5);
    assertEquals(2, rig.core.kill(KillPattern.session(LSID)).operationsKilled());
    rig.released.release();
    for (int i = 0; i < 5; i++) {
      assertEquals(i < 3 ? 1 : 0, client.read().ok());
    }
    assertEquals(List.of(), rig.notes);
  }

  // ---- killed at the very end

  /** On reserved threads, too. */
  @Test
  void shouldNotAcknowledgeWhatWasKilledOnAReservedThread() throws IOException {
    rig.beforeNote = () -> rig.core.kill(KillPattern.session(LSID));
    for (final String lane : List.of("CONTROL", "LISTING", "ADMINISTRATION", "PASSWORD", "WORK")) {
      final String command = NOTE.replace("note: 1", "note: 1, lane: '" + lane + "'");
      assertEquals(11601, client.run(command).getInt32("code").getValue(), lane);
    }
    assertEquals(5, rig.notes.size());
  }

  @Test
  void shouldAcknowledgeAKillThatHasHitItself() throws IOException {
    assertEquals(1, client.run("{killAllSessionsByPattern: [], $db: 'admin'}").getNumber("ok").intValue());
  }
}
