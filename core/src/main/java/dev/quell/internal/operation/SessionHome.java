package dev.quell.internal.operation;

import dev.quell.Session;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.claim.Run;
import java.util.function.Consumer;

/** A session, as its operations and cursors see it. */
public interface SessionHome {
  /** The operations that began while the first one was running. */
  RefBag<OperationState> furtherOperations();

  /** Shows the present runs of the further operations. */
  void offerFurther(Consumer<? super Run> visitor);

  /** The session as the host sees it. */
  Session facade();
}
