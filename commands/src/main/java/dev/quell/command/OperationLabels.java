package dev.quell.command;

import dev.quell.Labels;

/**
 * The labels by which the patterns of {@code killAllSessionsByPattern} find work: {@code appName} and {@code client}. A
 * host that gives its operations these labels lets administrators kill by them.
 */
public final class OperationLabels {
  /** The key of the application's name, as the driver tells it in its handshake. */
  public static final String APP_NAME = "appName";
  /** The key of the client's address: the host alone, without a port. */
  public static final String CLIENT = "client";

  private OperationLabels() {}

  /**
   * The labels of one client. What is longer than {@link Labels#MAX_VALUE_LENGTH} characters is cut to that.
   *
   * @param appName the application's name; empty if the driver tells none: then there is no such label
   * @param client the client's address without its port; empty if it has none: then there is no such label
   * @return the labels to give to {@link dev.quell.Operation#labels}
   * @throws IllegalArgumentException if either has an unpaired surrogate, which no text from the wire has
   */
  public static Labels of(final String appName, final String client) {
    final Labels named = appName.isEmpty() ? Labels.none() : Labels.of(APP_NAME, cut(appName));
    return client.isEmpty() ? named : named.with(CLIENT, cut(client));
  }

  /** The beginning of the text, and not half a surrogate pair at its end. */
  private static String cut(final String text) {
    if (text.length() <= Labels.MAX_VALUE_LENGTH) {
      return text;
    }
    final boolean splits = Character.isHighSurrogate(text.charAt(Labels.MAX_VALUE_LENGTH - 1));
    return text.substring(0, splits ? Labels.MAX_VALUE_LENGTH - 1 : Labels.MAX_VALUE_LENGTH);
  }
}
