package delivery.app;

import java.time.Duration;

/** Waits, and says whether to go on: false once the program is stopping. Waiting and stopping are one question. */
@FunctionalInterface
public interface Waiter {
    /** Returns after the duration (at once if it is not positive) or as soon as the program is stopping. */
    boolean await(Duration duration);
}
