package dev.quell.jmx;

/** Texts whose length the host does not bound: thousands of them go out in one answer. */
final class ShortText {
  private static final int MOST = 1_000;

  private ShortText() {}

  /** The text, or its first 1,000 characters and three dots; never half a surrogate pair. */
  static String of(final String text) {
    if (text.length() <= MOST) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST) + "...";
  }
}
