package dev.quell.bench.peer;

/** A session that is its own lock. */
class SyncSession extends ListSession {

  SyncSession(final long high, final long low) {
    super(high, low);
  }

  @Override
  final synchronized boolean tryBegin(final Work work) {
    return super.tryBegin(work);
  }

  @Override
  final synchronized void finish(final Work work) {
    super.finish(work);
  }

  /**
   * Does not lock what is idle, as most sessions are most of the time: finds every work whose begin happened before the
   * kill. A begin that is ordered before it by nothing but the clock may be missed while its store is on its way.
   */
  @Override
  final void kill() {
    if (isBusy()) {
      killBusy();
    }
  }

  private synchronized void killBusy() {
    super.kill();
  }

  @Override
  final synchronized boolean markEnded() {
    return super.markEnded();
  }
}
