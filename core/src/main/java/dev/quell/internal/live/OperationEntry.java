package dev.quell.internal.live;

/**
 * One run of one operation, held fast: the operation object may be used for other runs, this names one for good (K3).
 *
 * @param operation the object that runs it
 * @param words where its word is
 * @param index where its word is
 * @param ticket its word without cause and flags
 * @param id its public id, or 0
 */
public record OperationEntry(Run operation, long[] words, int index, long ticket, int id) {
  boolean isRun(final long[] otherWords, final int otherIndex, final long otherTicket) {
    return ticket == otherTicket && words == otherWords && index == otherIndex;
  }
}
