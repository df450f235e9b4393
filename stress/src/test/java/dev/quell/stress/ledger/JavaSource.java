package dev.quell.stress.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A source file, line by line, with the code apart from the comments; what stands in strings is neither. */
final class JavaSource {
  /** What sort of comment a line has, or ends in. */
  enum Comment {
    NONE,
    LINE,
    BLOCK,
    JAVADOC
  }

  /**
   * One line.
   *
   * @param number from 1
   * @param code without comments and without what stands in quotes
   * @param comment the text of the comment, without its signs
   * @param kind of the comment
   */
  record Line(int number, String code, String comment, Comment kind) {
    boolean hasCode() {
      return !code.isBlank();
    }

    /** Whether the line is a comment of its own, of the sort that belongs to the code below it. */
    boolean isNote() {
      return !hasCode() && kind == Comment.LINE;
    }
  }

  private static final String TEXT_BLOCK = "\"\"\"";

  private final String path;
  private final List<Line> lines = new ArrayList<>();

  private Comment comment = Comment.NONE; // open at the end of the last line
  private boolean textBlock;

  private JavaSource(final String path, final Stream<String> text) {
    this.path = path;
    text.forEach(this::add);
  }

  static JavaSource of(final String path, final String text) {
    return new JavaSource(path, text.lines());
  }

  static JavaSource read(final Path file) {
    try {
      return of(file.toString(), Files.readString(file));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every Java file below the directory, in the order of their names. */
  static List<JavaSource> below(final Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().map(JavaSource::read).toList();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String path() {
    return path;
  }

  /** The name of the top-level class. */
  String name() {
    return path.substring(path.replace('\\', '/').lastIndexOf('/') + 1).replace(".java", "");
  }

  List<Line> lines() {
    return lines;
  }

  /** The line with this number. */
  Line line(final int number) {
    return lines.get(number - 1);
  }

  private void add(final String text) {
    final StringBuilder code = new StringBuilder();
    final StringBuilder note = new StringBuilder();
    Comment kind = comment;
    int at = 0;
    while (at < text.length()) {
      if (comment != Comment.NONE) {
        final int end = text.indexOf("*/", at);
        note.append(text, at, end < 0 ? text.length() : end);
        comment = end < 0 ? comment : Comment.NONE;
        at = end < 0 ? text.length() : end + 2;
      } else if (textBlock) {
        final int end = text.indexOf(TEXT_BLOCK, at);
        textBlock = end < 0;
        at = end < 0 ? text.length() : end + TEXT_BLOCK.length();
      } else if (text.startsWith("//", at)) {
        kind = Comment.LINE;
        note.append(text, at + 2, text.length());
        at = text.length();
      } else if (text.startsWith("/*", at)) {
        comment = text.startsWith("/**", at) && !text.startsWith("/**/", at) ? Comment.JAVADOC : Comment.BLOCK;
        kind = comment;
        at += 2;
      } else if (text.startsWith(TEXT_BLOCK, at)) {
        textBlock = true;
        at += TEXT_BLOCK.length();
      } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
        at = afterLiteral(text, at);
        code.append('_');
      } else {
        code.append(text.charAt(at++));
      }
    }
    lines.add(new Line(lines.size() + 1, code.toString(), note.toString(), kind));
  }

  private static int afterLiteral(final String text, final int start) {
    int at = start + 1;
    while (at < text.length() && text.charAt(at) != text.charAt(start)) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }
}
