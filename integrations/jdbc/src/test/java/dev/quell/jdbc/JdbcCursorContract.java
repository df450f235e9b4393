package dev.quell.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.SessionEndedException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What must hold of rows that stay open between operations, with every real database. */
abstract class JdbcCursorContract extends JdbcFixture {
  @Test
  void shouldFetchFromACursorInLaterOperations() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();
    try (Operation op = session.begin("getMore")) {
      final int sum =
          jdbc.fetch(op, session.findCursor(cursor.id()).orElseThrow(), rows -> {
            int total = 0;
            while (rows.next()) {
              total += rows.getInt(1);
            }
            return total;
          });
      assertEquals(6, sum);
    }
    cursor.close();
    assertUsable();
  }

  @Test
  void shouldGiveTheConnectionBackWhenTheCursorIsKilled() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();

    core.kill(KillPattern.owner(ANN.uid()));

    assertUsable(); // the pool waits for the only connection
    assertTrue(cursor.resource().resultSet().isClosed());
  }

  @Test
  void shouldGiveTheConnectionBackWhenTheCoreCloses() throws Exception {
    openNumbers();

    core.close();

    assertUsable();
  }

  @Test
  void shouldGiveTheConnectionBackWhenTheHostHasClosedTheRows() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();
    try (Operation op = session.begin("getMore")) {
      jdbc.fetch(op, cursor, rows -> {
        rows.close();
        return 0;
      });
    }

    cursor.close();

    assertUsable();
  }

  @Test
  void shouldCloseTheCursorIfAFetchIsKilled() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();
    try (Operation op = session.begin("getMore")) {
      assertThrows(OperationKilledException.class, () -> jdbc.fetch(op, cursor, rows -> {
        op.kill(KillCode.INTERRUPTED, "", "");
        op.check();
        return 0;
      }));
    }

    assertUsable();
    assertFalse(cursor.isOpen());
  }

  @Test
  void shouldRefuseACursorOfSomethingElse() {
    try (Operation op = session.begin("getMore")) {
      final Cursor<AutoCloseable> other = session.openCursor(() -> {});
      assertThrows(IllegalArgumentException.class, () -> jdbc.fetch(op, other, rows -> 0));
    }
  }

  @Test
  void shouldRefuseAFetchFromAClosedCursor() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();
    cursor.close();
    try (Operation op = session.begin("getMore")) {
      assertThrows(CursorException.class, () -> jdbc.fetch(op, cursor, rows -> 0));
    }
  }

  @Test
  void shouldGiveTheConnectionBackIfNoCursorCanBeOpened() throws Exception {
    try (Operation op = session.begin("query")) {
      session.end();
      assertThrows(
          SessionEndedException.class,
          () -> jdbc.openCursor(op, pool, db -> db.prepareStatement("SELECT 1")));
    }
    assertUsable();
  }

  @Test
  void shouldGiveTheConnectionBackIfTheQueryCannotBePrepared() throws Exception {
    try (Operation op = session.begin("query")) {
      assertThrows(
          CompletionException.class,
          () -> jdbc.openCursor(op, pool, db -> {
            throw new CompletionException("refused", null);
          }));
    }
    assertUsable();
  }

  private Cursor<OpenRows> openNumbers() throws SQLException {
    try (Operation op = session.begin("query")) {
      return jdbc.openCursor(op, pool, db -> {
        db.setAutoCommit(false);
        final PreparedStatement query = db.prepareStatement("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3");
        query.setFetchSize(2);
        return query;
      });
    }
  }
}
