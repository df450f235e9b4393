package dev.quell.stress.soak;

import dev.quell.KillPattern;
import java.util.List;

/**
 * Kills by references to runs, many of which are over by then, although their objects run again: those must be left
 * alone (K3).
 */
final class LateKiller extends Actor {
  LateKiller(final Round round, final int number) {
    super(round, number);
  }

  @Override
  void step() {
    final RunBook run = books.named.get(dice.below(books.named.length()));
    if (run != null && !(run.name != null && round.isSpared(run.name.owner()))) {
      look(run);
      if (dice.oneIn(2)) {
        kill(run);
      }
    }
    for (int pause = dice.below(20); pause > 0; pause--) {
      Thread.yield();
    }
  }

  private void look(final RunBook run) {
    final boolean over = run.ended != 0;
    if (over && (run.ref.isRunning() || run.ref.isKilled())) {
      books.violations.add("K3", "the reference to " + run + ", which is over, says that it runs");
    }
  }

  private void kill(final RunBook run) {
    final KillBook kill =
        new KillBook(
            books.nextKillNumber(), KillBook.Kind.OPERATION, List.<KillPattern>of(), Narrow.NOT, run, null);
    books.kills.put(kill.number, kill);
    final boolean over = run.ended != 0;
    kill.called = books.now();
    kill.won = round.access.kill(run, kill.code, kill.reason(), "late killer");
    kill.returned(books);
    books.tells.checkReturned(kill);
    books.counts.refKills.increment();
    if (over) {
      books.counts.lateRefs.increment();
      if (kill.won) {
        books.violations.add("K3", kill + " by a reference has hit " + run + ", which was over");
      }
    }
  }
}
