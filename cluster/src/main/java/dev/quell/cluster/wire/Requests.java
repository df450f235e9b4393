package dev.quell.cluster.wire;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Labels.Label;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests, in the shape of MongoDB's command as far as that goes, and owners. */
final class Requests {
  /** As many as a command may have, and some. */
  static final int MOST = 200_000;

  private Requests() {}

  static void write(final Out out, final KillRequest request) {
    writePatterns(out, request.patterns());
    out.text("reason", request.reason());
    out.text("by", request.by());
    out.number("code", request.code());
    out.truth("operations", request.hitsOperations());
    out.truth("cursors", request.hitsCursors());
    request.runningFor().ifPresent(least -> out.duration("running", least));
  }

  static KillRequest read(final In in) {
    KillRequest request = KillRequest.of(readPatterns(in))
        .reason(in.text("reason"))
        .by(in.text("by"))
        .code((int) in.number("code", 1, Integer.MAX_VALUE));
    final boolean operations = in.truth("operations");
    final boolean cursors = in.truth("cursors");
    request = operations ? request : request.cursorsOnly();
    request = cursors ? request : request.operationsOnly();
    return in.has("running") ? request.runningFor(in.duration("running")) : request;
  }

  static void writePatterns(final Out out, final List<KillPattern> patterns) {
    out.array("patterns", patterns, pattern -> writePattern(out, pattern));
  }

  static List<KillPattern> readPatterns(final In in) {
    return in.array("patterns", MOST, () -> readPattern(in));
  }

  private static void writePattern(final Out out, final KillPattern pattern) {
    if (pattern.matchesNobody()) { // whatever else it says
      out.array("users", List.of(), nobody -> {});
      return;
    }
    pattern.id().ifPresent(id -> out.document("lsid", () -> out.uuid("id", id)));
    pattern.uid().ifPresent(uid -> out.bytes("uid", uid.toBytes()));
    pattern.users().ifPresent(
        users -> out.array("users", users, user -> {
          out.text("user", user.user());
          out.text("db", user.db());
        }));
    pattern.roles().ifPresent(roles -> writeRoles(out, roles));
    pattern.minIdle().ifPresent(idle -> out.duration("minIdle", idle));
    pattern.minAge().ifPresent(age -> out.duration("minAge", age));
    if (!pattern.labels().isEmpty()) {
      writeLabels(out, pattern.labels());
    }
  }

  private static KillPattern readPattern(final In in) {
    KillPattern pattern = KillPattern.all();
    if (in.has("lsid")) {
      pattern = pattern.withSession(in.document("lsid", () -> in.uuid("id")));
    }
    if (in.has("uid")) {
      pattern = pattern.withOwner(Uid.of(in.bytes("uid")));
    }
    if (in.has("users")) {
      pattern = pattern.withUsers(in.array("users", MOST, () -> new UserName(in.text("user"), in.text("db"))));
    }
    if (in.has("roles")) {
      pattern = pattern.withRoles(readRoles(in));
    }
    if (in.has("minIdle")) {
      pattern = pattern.idleFor(in.duration("minIdle"));
    }
    if (in.has("minAge")) {
      pattern = pattern.olderThan(in.duration("minAge"));
    }
    if (in.has("labels")) {
      for (final Label label : readLabels(in).toList()) {
        pattern = pattern.withLabel(label.key(), label.value());
      }
    }
    return pattern;
  }

  static void writeRoles(final Out out, final Iterable<Role> roles) {
    out.array("roles", roles, role -> {
      out.text("role", role.role());
      out.text("db", role.db());
    });
  }

  static List<Role> readRoles(final In in) {
    return in.array("roles", MOST, () -> new Role(in.text("role"), in.text("db")));
  }

  static void writeLabels(final Out out, final Labels labels) {
    out.array("labels", labels.toList(), label -> {
      out.text("key", label.key());
      out.text("value", label.value());
    });
  }

  static Labels readLabels(final In in) {
    final List<String> keysAndValues = new ArrayList<>();
    in.array("labels", Labels.MAX_SIZE, () -> keysAndValues.add(in.text("key")) && keysAndValues.add(in.text("value")));
    return Labels.of(keysAndValues.toArray(String[]::new));
  }

  static void writeOwner(final Out out, final Owner owner) {
    out.bytes("uid", owner.uid().toBytes());
    owner.name().ifPresent(name -> {
      out.text("user", name.user());
      out.text("db", name.db());
    });
    writeRoles(out, owner.roles());
  }

  static Owner readOwner(final In in) {
    final Uid uid = Uid.of(in.bytes("uid"));
    final Optional<UserName> name =
        in.has("user") ? Optional.of(new UserName(in.text("user"), in.text("db"))) : Optional.empty();
    final List<Role> roles = readRoles(in);
    final Owner owner = name.map(known -> Owner.of(known, roles)).orElseGet(() -> Owner.ofUid(uid).withRoles(roles));
    if (!owner.uid().equals(uid)) {
      throw new IllegalArgumentException("uid is not that of " + owner);
    }
    return owner;
  }
}
