package dev.quell.command.listing;

import static dev.quell.command.TestHost.ANN;
import static dev.quell.command.TestHost.BOB;
import static dev.quell.command.TestHost.caller;
import static dev.quell.command.TestHost.lsid;
import static dev.quell.command.TestHost.open;
import static dev.quell.command.TestHost.parse;
import static dev.quell.command.TestHost.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Cursor;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.TestHost;
import dev.quell.command.TestHost.OpenResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ListLocalCursorsStageTest {
  private static final BsonInt32 ONE = new BsonInt32(1);
  private static final BsonDocument NONE = new BsonDocument();

  private final TestHost host = new TestHost();
  private final ListLocalCursorsStage stage = new ListLocalCursorsStage(host.core);

  @AfterEach
  void close() {
    host.close();
  }

  private List<BsonDocument> list(final Caller caller) {
    return stage.open(caller, "any", ONE, NONE).documents().toList();
  }

  private Cursor<?> openCursor() {
    return host.session(1, ANN).openCursor(
        new OpenResult(
            ANN.uid(), "shop.carts", parse("{nBatchesReturned: 2, lsid: 'x', cursorId: 'y', ns: 'z', quell: 1}"),
            new AtomicInteger()));
  }

  @Test
  void shouldShowWhatTheCoreAndTheHostKnow() {
    final Cursor<?> cursor = openCursor();
    final BsonDocument document = list(open()).get(0);
    assertEquals(new BsonInt64(cursor.id()), document.get("cursorId"));
    assertEquals(new BsonString("shop.carts"), document.get("ns"));
    assertEquals(new BsonInt32(2), document.get("nBatchesReturned"));
    assertEquals(lsid(1, ANN), document.get("lsid"));
    assertTrue(document.isDateTime("createdDate") && document.isDateTime("lastAccessDate"));
    assertEquals(parse("{pinned: false}"), document.get("quell"));
  }

  @Test
  void shouldShowACursorThatIsPinned() {
    openCursor().pin(host.session(1, ANN).begin("getMore"));
    assertEquals(parse("{pinned: true}"), list(open()).get(0).get("quell"));
  }

  @Test
  void shouldShowACursorOfWhichTheHostTellsNothing() {
    final Cursor<?> cursor = host.core.openCursor(() -> {});
    final BsonDocument document = list(open()).get(0);
    assertEquals(new BsonInt64(cursor.id()), document.get("cursorId"));
    assertFalse(document.containsKey("lsid") || document.containsKey("ns"));
  }

  @Test
  void shouldNotShowACursorThatIsClosed() {
    openCursor().close();
    assertEquals(List.of(), list(open()));
  }

  @Test
  void shouldShowTheCursorsOfAllToWhoeverMaySeeThem() {
    openCursor();
    assertEquals(1, list(caller(BOB, Action.LIST_CURSORS)).size());
  }

  @Test
  void shouldRefuseWithoutThePrivilege() {
    refused(13, () -> list(caller(ANN, Action.IN_PROGRESS, Action.LIST_SESSIONS)));
  }

  static Stream<BsonValue> specifications() {
    return Stream.of(parse("{x: 1}"), ONE, parse("{v: []}").get("v"), parse("{v: null}").get("v"));
  }

  @ParameterizedTest
  @MethodSource("specifications")
  void shouldRefuseAnythingButAnEmptyDocument(final BsonValue options) {
    refused(2, () -> stage.open(open(), "any", ONE, options));
  }

  @Test
  void shouldRefuseACollection() {
    refused(73, () -> stage.open(open(), "any", new BsonString("c"), NONE));
  }
}
