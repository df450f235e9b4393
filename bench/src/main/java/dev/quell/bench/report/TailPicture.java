package dev.quell.bench.report;

import java.util.List;

/**
 * Which histograms a picture of percentiles shows.
 *
 * @param file regular expression of the names of their files; its group is what tells the lines apart
 * @param limit the file of the limit
 * @param subjects whether the group is a subject
 */
record TailPicture(String name, String title, String caption, String file, String limit, boolean subjects) {
  private static final String NOTHING = "The limit: a loop that does nothing at the same rate.";
  private static final String NO_BEGIN = "tail-none-nothing-begin";

  /** In the order of the page. A line more is a picture more. */
  static List<TailPicture> all() {
    return List.of(
        step("begin", "Quell: find a session and begin."),
        step("poll", "Quell: find, begin and poll."),
        step("end", "Quell: find, begin, poll and end."),
        beside("killAll", "Find and begin beside a thread that kills everything."),
        beside("killOwner", "Find and begin beside a thread that kills one owner after another."),
        stop("blocked-owner", "Kill of an owner to the stop of a blocked victim.", "unpark", "a thread is unparked."),
        stop("blocked-all", "Kill of everything to the stop of a blocked victim.", "unpark", "a thread is unparked."),
        stop("polling-owner", "Kill of an owner to the stop of a polling victim.", "flag", "a flag is raised."),
        stop("polling-all", "Kill of everything to the stop of a polling victim.", "flag", "a flag is raised."));
  }

  private static TailPicture step(final String step, final String title) {
    return new TailPicture(
        "tail-" + step, title, "Alone, and beside a thread that spins, reads memory or kills. " + NOTHING,
        "tail-quell-(\\w+)-" + step, "tail-none-nothing-" + step, false);
  }

  private static TailPicture beside(final String scan, final String title) {
    return new TailPicture("tail-" + scan, title, NOTHING, "tail-(\\w+)-" + scan + "-begin", NO_BEGIN, true);
  }

  private static TailPicture stop(final String how, final String title, final String limit, final String doing) {
    return new TailPicture(
        "stop-" + how, title, "The limit: " + doing, "stop-(\\w+)-" + how,
        "stop-none-" + how.replaceFirst("-.*", "-") + limit, true);
  }
}
