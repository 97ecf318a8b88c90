package delivery.app;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A loop's work without its thread. A program gives each agent a thread ({@link AgentThreads}); a test or a simulation
 * takes the turns itself, at whatever time its clock shows.
 */
public interface Agent {
    /**
     * One turn: does what is due and does not wait for what comes later. Says for how long there is nothing to do, zero
     * if it is to be asked again at once; null when it has ended.
     */
    @Nullable
    Duration doWork();

    /** After its last turn, also when it is ended from outside. */
    default void close() {}

    /** Takes turn after turn, until the agent has ended or the program is stopping; then closes it. */
    default void run(Waiter waiter) {
        try {
            var idle = doWork();
            while (idle != null && waiter.await(idle)) {
                idle = doWork();
            }
        } finally {
            close();
        }
    }
}
