package dev.quell.bench.kill;

import dev.quell.KillCore;
import dev.quell.KillExplanation;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Crowd;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.Shape;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Kills that take five patterns of three kinds: three UUIDs, one owner and one role, of whom the one is never among the
 * others. Among a thousand sessions nobody is outside the one role there is, so those that match are 1,000; from
 * 10,000 on they are 1,103.
 */
abstract class Mixes {
  private static final int IDS = 3;
  private static final int MOST = 1 << 14;

  private KillCore core;
  private UUID[] ids;
  private Uid[] uids;
  private Role[] roles;
  private KillRequest[] requests;
  private int at;

  void choose(final Crowd crowd) {
    core = crowd.core;
    final Keys keys = crowd.keys;
    final SplittableRandom random = new SplittableRandom(12);
    final Integer[] order = Keys.shuffled(keys.roles(), 13);
    final int mixes = Math.min(order.length, MOST);
    ids = new UUID[mixes * IDS];
    uids = new Uid[mixes];
    roles = new Role[mixes];
    requests = new KillRequest[mixes];
    for (int i = 0; i < mixes; i++) {
      final int role = order[i];
      final int ownersPerRole = keys.shape.ownersPerRole();
      final int owner = (role * ownersPerRole + ownersPerRole) % keys.owners(); // of the next role
      for (int j = 0; j < IDS; j++) {
        ids[i * IDS + j] = keys.id(anyKey(crowd, role, owner, random));
      }
      uids[i] = crowd.owners[owner].uid();
      roles[i] = keys.role(role);
      requests[i] = KillRequest.of(patterns(i));
    }
    final Shape shape = keys.shape;
    final long matches = Math.min(crowd.size(), shape.sessionsPerRole() + shape.sessionsPerOwner() + IDS);
    Checks.equal("sessions matched", matches, core.kill(requests[0]).sessionsMatched());
  }

  /** A session that neither the role nor the owner matches, if there is one. */
  private static int anyKey(final Crowd crowd, final int role, final int owner, final SplittableRandom random) {
    final Keys keys = crowd.keys;
    while (true) {
      final int i = random.nextInt(keys.size());
      final boolean matched = keys.ownerOf[i] == owner || keys.ownerOf[i] / keys.shape.ownersPerRole() == role;
      if (!matched || keys.roles() == 1) {
        return i;
      }
    }
  }

  private KillPattern[] patterns(final int i) {
    final KillPattern[] patterns = new KillPattern[IDS + 2];
    for (int j = 0; j < IDS; j++) {
      patterns[j] = KillPattern.session(ids[i * IDS + j]);
    }
    patterns[IDS] = KillPattern.owner(uids[i]);
    patterns[IDS + 1] = KillPattern.roles(roles[i]);
    return patterns;
  }

  private int next() {
    final int i = at;
    at = i + 1 < requests.length ? i + 1 : 0;
    return i;
  }

  KillReport killNext() {
    return core.kill(requests[next()]);
  }

  /** With patterns that are new to the core, as those of a command are. */
  KillReport killNextAnew() {
    return core.kill(patterns(next()));
  }

  KillExplanation explainNext() {
    return core.explain(requests[next()]);
  }
}
