package dev.quell.stress.lincheck;

import dev.quell.stress.lincheck.Books.Name;
import dev.quell.stress.lincheck.Books.Opened;
import dev.quell.stress.lincheck.Books.Run;
import java.util.function.BiConsumer;

/** Calls that promise no single moment. */
final class SeveralSteps {
  private SeveralSteps() {}

  /** Begins in the session of this name, opened whenever there is none. */
  record Begin(int thread, Name name, boolean done) implements Call {
    @Override
    public void steps(final Books books, final BiConsumer<Books, Call> next) {
      if (done) {
        return;
      }
      final Books after = books.copy();
      final Integer session = books.open.get(name);
      if (session == null) {
        after.open(name.id(), name.owner());
        next.accept(after, this);
      } else {
        after.runs.put(thread, new Run(after.nextNumber(), session, 0));
        next.accept(after, new Begin(thread, name, true));
      }
    }

    @Override
    public boolean mayReturn(final Books books) {
      return done;
    }
  }

  /**
   * Ends a session, and then its cursors, of which a kill may still get some.
   *
   * @param result whether there was a session
   * @param ended the number of the session that it has ended, or 0 before that
   */
  record End(Name name, boolean result, boolean done, int ended) implements Call {
    End(final Name name, final boolean result) {
      this(name, result, false, 0);
    }

    @Override
    public void steps(final Books books, final BiConsumer<Books, Call> next) {
      if (!done) {
        final Books after = books.copy();
        final Integer session = after.open.remove(name);
        if (session != null == result) {
          next.accept(after, new End(name, result, true, result ? session : 0));
        }
        return;
      }
      books.cursors.forEach(
          (thread, cursor) -> {
            if (cursor.open() && cursor.session() == ended) {
              final Books after = books.copy();
              after.cursors.put(thread, cursor.ended());
              next.accept(after, this);
            }
          });
    }

    @Override
    public boolean mayReturn(final Books books) {
      return done && books.cursors.values().stream().noneMatch(each -> each.open() && each.session() == ended);
    }
  }

  /**
   * Pins a cursor, which is then in use for everybody else, and looks whether it was killed in that moment.
   *
   * @param whose the cursor of this thread
   * @param result what the call returned
   */
  record Pin(int thread, int whose, String result, Stage stage) implements Call {
    enum Stage {
      BEFORE,
      PINNED,
      DONE
    }

    Pin(final int thread, final int whose, final String result) {
      this(thread, whose, result, Stage.BEFORE);
    }

    @Override
    public void steps(final Books books, final BiConsumer<Books, Call> next) {
      final Opened cursor = books.cursors.get(whose);
      if (stage == Stage.BEFORE) {
        final String now = verdict(books, cursor);
        if (!now.equals("pinned")) {
          offer(now, books.copy(), next);
        } else if (!result.equals("in use")) {
          final Books after = books.copy();
          after.cursors.put(whose, cursor.pinned(thread, books.runs.get(thread).number(), false));
          next.accept(after, new Pin(thread, whose, result, Stage.PINNED));
        }
      } else if (stage == Stage.PINNED) {
        final Books after = books.copy();
        after.cursors.put(whose,
            cursor.open() ? cursor.pinned(thread, cursor.pinnedRun(), true) : cursor.pinned(0, 0, false));
        offer(cursor.open() ? "pinned" : "not found", after, next);
      }
    }

    private String verdict(final Books books, final Opened cursor) {
      if (!books.isRunning(thread)) {
        return "no operation";
      }
      if (cursor == null || !cursor.open()) {
        return "not found";
      }
      return cursor.pinnedBy() == 0 ? "pinned" : "in use";
    }

    private void offer(final String outcome, final Books after, final BiConsumer<Books, Call> next) {
      if (outcome.equals(result)) {
        next.accept(after, new Pin(thread, whose, result, Stage.DONE));
      }
    }

    @Override
    public boolean mayReturn(final Books books) {
      return stage == Stage.DONE;
    }
  }

  /**
   * Kills a cursor, and then the run that had it pinned: must if that has it still at the return.
   *
   * @param whose the cursor of this thread
   * @param result whether the call won
   * @param user the run that had it pinned at that moment, or 0
   */
  record KillCursor(int whose, boolean result, boolean done, int user, boolean owed) implements Call {
    private static final int CURSOR_KILLED = 237;

    KillCursor(final int whose, final boolean result) {
      this(whose, result, false, 0, false);
    }

    @Override
    public Call seeing(final Books books) {
      final Opened cursor = books.cursors.get(whose);
      final boolean stillPinned = owed && cursor != null && cursor.pinnedRun() == user;
      return owed && !stillPinned ? new KillCursor(whose, result, done, user, false) : this;
    }

    @Override
    public void steps(final Books books, final BiConsumer<Books, Call> next) {
      final Opened cursor = books.cursors.get(whose);
      final boolean wins = cursor != null && cursor.open();
      if (!done && wins == result) {
        final Books after = books.copy();
        if (wins) {
          after.cursors.put(whose, cursor.ended());
        }
        final int by = wins ? cursor.pinnedRun() : 0;
        next.accept(after, new KillCursor(whose, result, true, by, by != 0 && cursor.settled()));
      } else if (done && user != 0) {
        books.runs.forEach(
            (thread, run) -> {
              if (run.number() == user && run.code() == 0) {
                final Books after = books.copy();
                after.runs.put(thread, run.killed(CURSOR_KILLED));
                next.accept(after, new KillCursor(whose, result, true, 0, false));
              }
            });
      }
    }

    @Override
    public boolean mayReturn(final Books books) {
      return done && !(owed && books.runs.values().stream().anyMatch(run -> run.number() == user && run.code() == 0));
    }
  }
}
