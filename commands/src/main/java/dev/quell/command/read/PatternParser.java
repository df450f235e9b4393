package dev.quell.command.read;

import dev.quell.KillPattern;
import dev.quell.Labels;
import dev.quell.Labels.Label;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.UserName;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.OperationLabels;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the patterns of {@code killAllSessionsByPattern}: {@code {lsid?, uid?, users?, roles?}}, and with Quell's own
 * fields {@code {appName?, client?}}. Immutable.
 */
public final class PatternParser {
  /** Where the patterns are. */
  public static final String PATH = "KillAllSessionsByPatternCmd.killAllSessionsByPattern";

  private static final int LSID = 0;
  private static final int UID = 1;
  private static final int USERS = 2;
  private static final int ROLES = 3;
  private static final int APP_NAME = 4;
  private static final int CLIENT = 5;
  private static final Shape SHAPE =
      new Shape(PATH, 0, "lsid", "uid", "users", "roles", OperationLabels.APP_NAME, OperationLabels.CLIENT);
  private static final String LSID_PATH = SHAPE.pathOf(LSID);
  private static final String UID_PATH = SHAPE.pathOf(UID);
  private static final String USERS_PATH = SHAPE.pathOf(USERS);
  private static final String ROLES_PATH = SHAPE.pathOf(ROLES);
  private static final LsidParser LSIDS = new LsidParser(LSID_PATH);
  private static final NameParser USER_NAMES = NameParser.users(USERS_PATH);
  private static final NameParser ROLE_NAMES = NameParser.roles(ROLES_PATH);

  private final Limits limits;

  /** One that takes no more than this. */
  public PatternParser(final Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads the array of patterns at which the reader stands.
   *
   * @return the patterns, none if the array is empty
   */
  public List<KillPattern> read(final BsonReader reader) {
    final List<KillPattern> patterns = new ArrayList<>();
    DocumentArray.read(reader, PATH, PATH, limits.patterns(), element -> readOne(element, patterns));
    return patterns;
  }

  private void readOne(final BsonReader reader, final List<KillPattern> patterns) {
    final Parts parts = new Parts();
    SHAPE.read(reader, parts);
    parts.addTo(patterns);
  }

  /** Reads {@code lsid} at which the reader stands: a pattern with its fields. */
  public static KillPattern readLsid(final BsonReader reader) {
    Values.require(reader, BsonType.DOCUMENT, LSID_PATH);
    final Lsid lsid = LSIDS.read(reader);
    if (lsid.isChild()) {
      throw new CommandException(ErrorCode.INVALID_OPTIONS, "Cannot kill a child session");
    }
    final KillPattern any = KillPattern.session(lsid.id());
    return lsid.uid() == null ? any : any.withOwner(lsid.uid());
  }

  /** Reads {@code uid} at which the reader stands. */
  public static Uid readUid(final BsonReader reader) {
    return Values.uid(reader, UID_PATH);
  }

  /** Reads a label's value at which the reader stands. Nothing has an empty one. */
  private static String labelValue(final BsonReader reader, final int field) {
    final String path = SHAPE.pathOf(field);
    final String value = Values.string(reader, path);
    if (value.isEmpty()) {
      throw Errors.badValue(path, "must not be empty");
    }
    if (value.length() > Labels.MAX_VALUE_LENGTH) {
      throw Errors.badValue(path, "must not be longer than " + Labels.MAX_VALUE_LENGTH + " characters");
    }
    NameParser.requireWellFormed(value, path);
    return value;
  }

  private final class Parts implements Shape.Fields {
    private @Nullable KillPattern lsid;
    private @Nullable Uid uid;
    private @Nullable List<UserName> users;
    private boolean unauthenticated;
    private @Nullable List<Role> roles;
    private KillPattern labelled = KillPattern.all();

    @Override
    public void field(final int index, final BsonReader reader) {
      switch (index) {
        case LSID -> lsid = readLsid(reader);
        case UID -> uid = readUid(reader);
        case USERS -> {
          final List<UserName> named = new ArrayList<>();
          users = named;
          DocumentArray.read(
              reader, USERS_PATH, USERS_PATH, limits.patterns(),
              user -> USER_NAMES.user(user).ifPresentOrElse(named::add, () -> unauthenticated = true));
        }
        case APP_NAME -> labelled = labelled.withLabel(OperationLabels.APP_NAME, labelValue(reader, APP_NAME));
        case CLIENT -> labelled = labelled.withLabel(OperationLabels.CLIENT, labelValue(reader, CLIENT));
        default -> {
          final List<Role> named = new ArrayList<>();
          roles = named;
          DocumentArray.read(
              reader, ROLES_PATH, ROLES_PATH, limits.patterns(), role -> named.add(ROLE_NAMES.role(role)));
        }
      }
    }

    /** One pattern; two if its users are some with a name and the one without, which the core knows by its uid. */
    void addTo(final List<KillPattern> patterns) {
      KillPattern pattern = lsid == null ? KillPattern.all() : lsid;
      pattern = uid == null ? pattern : pattern.withOwner(uid);
      pattern = roles == null ? pattern : pattern.withRoles(roles);
      for (final Label label : labelled.labels().toList()) {
        pattern = pattern.withLabel(label.key(), label.value());
      }
      if (users == null) {
        patterns.add(pattern);
        return;
      }
      if (unauthenticated) {
        patterns.add(pattern.withOwner(Uid.UNAUTHENTICATED));
      }
      if (!unauthenticated || !users.isEmpty()) {
        patterns.add(pattern.withUsers(users));
      }
    }
  }
}
