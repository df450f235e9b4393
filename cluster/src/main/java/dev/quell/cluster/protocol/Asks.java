package dev.quell.cluster.protocol;

import dev.quell.cluster.protocol.Message.Echo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The questions that were asked here, page by page.
 *
 * <p>Each life counts its questions from one, and an answer is sent to a name. So who answers does so only while it
 * takes the life that asked for the present one ({@link Walks}), and its echo then names that life.
 */
final class Asks {
  private static final long AGAIN_NANOS = 200_000_000;

  private final Own own;
  private final Map<Long, Ask> open = new LinkedHashMap<>();
  private long numbers;

  /** One question. */
  private static final class Ask {
    final long number;
    final Question question;
    final int rows;
    final long limit;
    final long deadline;
    final Map<MemberId, Progress> waiting = new LinkedHashMap<>();
    final List<String> silent = new ArrayList<>();

    Ask(final long number, final Question question, final int rows, final long limit, final long deadline) {
      this.number = number;
      this.question = question;
      this.rows = rows;
      this.limit = limit;
      this.deadline = deadline;
    }
  }

  /** How far one member is. */
  private static final class Progress {
    int page;
    long given;
    long askedAt;
  }

  Asks(final Own own) {
    this.own = own;
  }

  long ask(
      final Question question,
      final Collection<String> members,
      final int rows,
      final long limit,
      final long timeout,
      final Turn turn) {
    if (rows < 1 || limit < 1 || timeout < 0) {
      throw new IllegalArgumentException("expected at least one row, and a timeout that is not negative");
    }
    final Ask ask = new Ask(
        ++numbers, question, rows, limit, turn.steady() + Math.min(timeout, Long.MAX_VALUE / 4));
    open.put(ask.number, ask);
    final Collection<String> names = members.isEmpty() ? others() : members;
    for (final String name : names) {
      final Peer peer = own.peers.get(name);
      if (peer == null || !own.isInTouch(peer, turn)) {
        ask.silent.add(name);
      } else {
        final Progress progress = new Progress();
        ask.waiting.put(peer.member, progress);
        send(ask, peer.member, progress, turn);
      }
    }
    settle(ask, turn);
    return ask.number;
  }

  private List<String> others() {
    return own.peers.values().stream().filter(peer -> !peer.left).map(Peer::name).toList();
  }

  private void send(final Ask ask, final MemberId to, final Progress progress, final Turn turn) {
    progress.askedAt = turn.steady();
    final int rows = (int) Math.min(ask.rows, ask.limit - progress.given);
    own.send(to.name(), new Body.Ask(ask.number, ask.question, progress.page, rows), turn);
  }

  void replied(final Peer by, final @Nullable Echo echo, final Body.Reply reply, final Turn turn) {
    if (echo == null || !own.self().isSameLife(echo.incarnation())) {
      return; // to a question of an earlier life
    }
    final Ask ask = open.get(reply.number());
    final Progress progress = ask == null ? null : ask.waiting.get(by.member);
    if (ask == null || progress == null || progress.page != reply.page()) {
      return; // heard before
    }
    progress.page++;
    progress.given += reply.rows().size();
    final boolean last = reply.last() || progress.given >= ask.limit;
    turn.tell(new Event.Page(ask.number, by.name(), reply.rows(), last));
    if (last) {
      ask.waiting.remove(by.member);
      settle(ask, turn);
    } else {
      send(ask, by.member, progress, turn);
    }
  }

  void tick(final Turn turn) {
    for (final Ask ask : List.copyOf(open.values())) {
      ask.waiting.forEach((member, progress) -> {
        if (turn.steady() - progress.askedAt >= AGAIN_NANOS) {
          send(ask, member, progress, turn);
        }
      });
      settle(ask, turn);
    }
  }

  private void settle(final Ask ask, final Turn turn) {
    final boolean late = turn.steady() >= ask.deadline;
    final List<MemberId> lost = ask.waiting.keySet().stream()
        .filter(member -> late || !own.isInTouch(own.peer(member), turn))
        .toList();
    lost.forEach(member -> {
      ask.waiting.remove(member);
      ask.silent.add(member.name());
    });
    if (ask.waiting.isEmpty()) {
      open.remove(ask.number);
      turn.tell(new Event.AskReturns(ask.number, ask.silent));
    }
  }
}
