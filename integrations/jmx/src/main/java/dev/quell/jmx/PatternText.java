package dev.quell.jmx;

import dev.quell.KillPattern;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.UserName;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads patterns in the form in which the core writes them; {@link KillCoreMXBean} describes it. One for each text; not
 * thread-safe.
 */
final class PatternText {
  private static final int MOST_CHARACTERS = 100_000;
  private static final String SPECIAL = "{}[],\"";

  private final String text;
  private int at;

  private PatternText(final String text) {
    this.text = text;
  }

  /**
   * Reads one pattern or several.
   *
   * @throws IllegalArgumentException if the text is empty, too long, or not in that form; it says where
   */
  static List<KillPattern> parse(final String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException("the pattern has more than " + MOST_CHARACTERS + " characters");
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException("the pattern is empty: write {} for everybody's work");
    }
    final PatternText reader = new PatternText(text);
    final List<KillPattern> patterns = new ArrayList<>();
    final boolean list = reader.take('[');
    do {
      patterns.add(reader.pattern());
    } while (reader.take(','));
    if (list) {
      reader.expect(']');
    }
    if (reader.peek() != 0) {
      throw reader.unexpected("the end");
    }
    return patterns;
  }

  private KillPattern pattern() {
    final KillPattern[] pattern = {KillPattern.all()};
    fields(':', field -> pattern[0] = with(pattern[0], field));
    return pattern[0];
  }

  private KillPattern with(final KillPattern pattern, final String field) {
    return switch (field.toLowerCase(Locale.ROOT)) {
      case "lsid" -> withSession(pattern);
      case "uid" -> pattern.withOwner(uid());
      case "users" -> {
        final List<UserName> users = new ArrayList<>();
        list(word -> users.add(new UserName(beforeAt(word), afterAt(word))));
        yield pattern.withUsers(users);
      }
      case "roles" -> {
        final List<Role> roles = new ArrayList<>();
        list(word -> roles.add(Role.of(beforeAt(word), afterAt(word))));
        yield pattern.withRoles(roles);
      }
      case "minidle" -> pattern.idleFor(duration());
      case "minage" -> pattern.olderThan(duration());
      case "labels" -> withLabels(pattern);
      default -> throw new IllegalArgumentException(
          "unknown field '" + field + "': expected lsid, uid, users, roles, minIdle, minAge or labels");
    };
  }

  private KillPattern withSession(final KillPattern pattern) {
    final KillPattern[] result = {pattern};
    fields(':', field -> {
      if (field.equals("id")) {
        final String id = word(":");
        try {
          result[0] = result[0].withSession(UUID.fromString(id));
        } catch (final IllegalArgumentException e) {
          throw new IllegalArgumentException("not a UUID: '" + id + "'", e);
        }
      } else if (field.equals("uid")) {
        result[0] = result[0].withOwner(uid());
      } else {
        throw new IllegalArgumentException("unknown field '" + field + "' of lsid: expected id or uid");
      }
    });
    if (result[0].id().isEmpty()) {
      throw new IllegalArgumentException("lsid has no id");
    }
    return result[0];
  }

  private KillPattern withLabels(final KillPattern pattern) {
    final KillPattern[] result = {pattern};
    fields('=', key -> result[0] = result[0].withLabel(key, word("")));
    if (result[0].equals(pattern)) {
      throw new IllegalArgumentException("labels has no label");
    }
    return result[0];
  }

  private Uid uid() {
    final String word = word("");
    try {
      return Uid.of(Base64.getDecoder().decode(word));
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("not the uid of an owner in Base64: '" + word + "'", e);
    }
  }

  private Duration duration() {
    final String word = word("");
    try {
      return Duration.parse(word);
    } catch (final DateTimeParseException e) {
      throw new IllegalArgumentException("not a duration, such as PT5M for five minutes: '" + word + "'", e);
    }
  }

  private static String beforeAt(final String name) {
    final int last = name.lastIndexOf('@');
    if (last < 0) {
      throw new IllegalArgumentException("'" + name + "' has no @: expected name@database");
    }
    return name.substring(0, last);
  }

  private static String afterAt(final String name) {
    return name.substring(name.lastIndexOf('@') + 1);
  }

  // ---- the form

  /** Reads {@code {key: ..., key: ...}}; the consumer reads the value. */
  private void fields(final char separator, final Consumer<String> value) {
    final Set<String> seen = new HashSet<>();
    expect('{');
    if (take('}')) {
      return;
    }
    do {
      final String key = word(":=");
      if (!take(separator)) {
        throw unexpected("'" + separator + "' after '" + key + "'");
      }
      if (!seen.add(key)) {
        throw new IllegalArgumentException("'" + key + "' stands there twice");
      }
      value.accept(key);
    } while (take(','));
    expect('}');
  }

  private void list(final Consumer<String> element) {
    expect('[');
    if (take(']')) {
      return;
    }
    do {
      element.accept(word(""));
    } while (take(','));
    expect(']');
  }

  /** Reads a word: up to a special character or one of these, or what is in quotation marks. */
  private String word(final String ends) {
    final StringBuilder word = new StringBuilder();
    if (peek() == '"') {
      at++;
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\') {
          at++;
        }
        if (at < text.length()) {
          word.append(text.charAt(at++));
        }
      }
      expect('"');
      return word.toString();
    }
    while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0 && ends.indexOf(text.charAt(at)) < 0) {
      word.append(text.charAt(at++));
    }
    final String trimmed = word.toString().strip();
    if (trimmed.isEmpty()) {
      throw unexpected("a word");
    }
    return trimmed;
  }

  /** The next character that is no space; zero at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean take(final char wanted) {
    if (peek() == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(final char wanted) {
    if (!take(wanted)) {
      throw unexpected("'" + wanted + "'");
    }
  }

  private IllegalArgumentException unexpected(final String wanted) {
    final char next = peek();
    return new IllegalArgumentException(
        "expected " + wanted + " at character " + (at + 1) + " of the pattern, but there is "
            + (next == 0 ? "its end" : "'" + next + "'"));
  }
}
