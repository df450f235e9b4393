package dev.quell.stress.cluster;

/**
 * One process of a member, from its start to its death.
 *
 * @param member the name that all lives of the member share
 * @param number 1 for the first
 */
record Life(String member, int number) implements Comparable<Life> {

  static Life parse(final String text) {
    final int dot = text.lastIndexOf('.');
    return new Life(text.substring(0, dot), Integer.parseInt(text.substring(dot + 1)));
  }

  /** Of a kill or an owner whose name begins with a word and a life: {@code K.a.1.7}. */
  static Life named(final String text) {
    final String[] parts = text.split("\\.", -1);
    return new Life(parts[1], Integer.parseInt(parts[2]));
  }

  @Override
  public int compareTo(final Life other) {
    final int order = member.compareTo(other.member);
    return order != 0 ? order : Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return member + "." + number;
  }
}
