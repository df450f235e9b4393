package dev.quell.server.data.query;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import dev.quell.command.CommandException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression whose matching can be killed: some take longer than the universe on thirty letters. It polls as
 * it reads the text.
 */
final class PolledRegex extends BsonRegularExpression {
  private static final long serialVersionUID = 1L;
  private static final int INVALID_REGEX = 51091;
  private static final int LONGEST = 32_764;

  private final transient Pattern compiled;
  private final transient Poll poll;

  PolledRegex(final String pattern, final String options, final Poll poll) {
    super(pattern, options);
    this.poll = poll;
    this.compiled = compile(pattern, options);
  }

  private static Pattern compile(final String pattern, final String options) {
    if (pattern.length() > LONGEST) {
      throw new CommandException(INVALID_REGEX, "Regular expression is invalid: pattern is longer than " + LONGEST);
    }
    int flags = Pattern.UNICODE_CASE;
    for (int i = 0; i < options.length(); i++) {
      final char option = options.charAt(i);
      flags |= switch (option) {
        case 'i' -> Pattern.CASE_INSENSITIVE;
        case 'm' -> Pattern.MULTILINE;
        case 'x' -> Pattern.COMMENTS;
        case 's' -> Pattern.DOTALL;
        case 'u' -> Pattern.UNICODE_CASE;
        default -> throw new CommandException(51108, "invalid flag in regex options: " + option);
      };
    }
    try {
      return Pattern.compile(pattern, flags);
    } catch (final PatternSyntaxException e) {
      throw new CommandException(INVALID_REGEX, "Regular expression is invalid: " + e.getDescription());
    } catch (final StackOverflowError e) {
      throw new CommandException(INVALID_REGEX, "Regular expression is invalid: nested too deeply");
    }
  }

  @Override
  public Matcher matcher(final String text) {
    return compiled.matcher(new PolledText(text, 0, text.length(), poll));
  }

  /** Polls every so many letters: reading one takes less time than a poll. */
  private static final class PolledText implements CharSequence {
    private static final int LETTERS = 64;

    private final String text;
    private final int start;
    private final int end;
    private final Poll poll;
    private int reads;

    PolledText(final String text, final int start, final int end, final Poll poll) {
      this.text = text;
      this.start = start;
      this.end = end;
      this.poll = poll;
    }

    @Override
    public int length() {
      return end - start;
    }

    @Override
    public char charAt(final int index) {
      if ((++reads & LETTERS - 1) == 0) {
        poll.check();
      }
      return text.charAt(start + index);
    }

    @Override
    public CharSequence subSequence(final int from, final int to) {
      return new PolledText(text, start + from, start + to, poll);
    }

    @Override
    public String toString() {
      return text.substring(start, end);
    }
  }
}
