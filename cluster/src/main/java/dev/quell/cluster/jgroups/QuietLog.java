package dev.quell.cluster.jgroups;

import java.io.IOException;
import java.util.Locale;
import org.jgroups.logging.Log;

/** What JGroups says, for the debug log: a connection that breaks is everyday business here. */
@SuppressWarnings("AnnotateFormatMethod") // the formats are those of JGroups
final class QuietLog implements Log {
  private final Notices notices;

  QuietLog(final Notices notices) {
    this.notices = notices;
  }

  private void say(final String text) {
    notices.debug("JGroups: " + text);
  }

  @Override
  public boolean isFatalEnabled() {
    return true;
  }

  @Override
  public void fatal(final String msg) {
    say(msg);
  }

  @Override
  public void fatal(final String format, final Object... args) {
    say(String.format(Locale.ROOT, format, args));
  }

  @Override
  public void fatal(final String msg, final Throwable throwable) {
    say(msg + ": " + throwable);
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  public void error(final String msg) {
    say(msg);
  }

  @Override
  public void error(final String format, final Object... args) {
    say(String.format(Locale.ROOT, format, args));
  }

  @Override
  public void error(final String msg, final Throwable throwable) {
    say(msg + ": " + throwable);
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public void warn(final String msg) {
    say(msg);
  }

  /** With what was thrown among the arguments it is about a connection that was not accepted. */
  @Override
  public void warn(final String format, final Object... args) {
    say(String.format(Locale.ROOT, format, args));
    for (final Object arg : args) {
      if (arg instanceof IOException e) {
        notices.once("refused", "refused a connection", e);
      }
    }
  }

  @Override
  public void warn(final String msg, final Throwable throwable) {
    say(msg + ": " + throwable);
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public void info(final String msg) {
    say(msg);
  }

  @Override
  public void info(final String format, final Object... args) {
    say(String.format(Locale.ROOT, format, args));
  }

  @Override
  public boolean isDebugEnabled() {
    return true;
  }

  @Override
  public void debug(final String msg) {
    say(msg);
  }

  @Override
  public void debug(final String format, final Object... args) {
    say(String.format(Locale.ROOT, format, args));
  }

  @Override
  public void debug(final String msg, final Throwable throwable) {
    say(msg + ": " + throwable);
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public void trace(final Object obj) {}

  @Override
  public void trace(final String msg) {}

  @Override
  public void trace(final String format, final Object... args) {}

  @Override
  public void trace(final String msg, final Throwable throwable) {}

  @Override
  public void setLevel(final String level) {}

  @Override
  public String getLevel() {
    return "debug";
  }
}
