package delivery.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives every agent a thread of its own, of the same name; they end by their waiter. Thread-safe. */
public final class AgentThreads implements Agents, AutoCloseable {
    /** How often one looks whether the program is stopping. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Waiter waiter;
    private final Consumer<Throwable> onFailure;
    private final Queue<Thread> threads = new ArrayDeque<>();
    /** Null for no end. */
    private volatile @Nullable Duration lettingGoAfter;

    /** @param onFailure told, by its thread, what an agent has died of; an Error too */
    public AgentThreads(Waiter waiter, Consumer<Throwable> onFailure) {
        this.waiter = waiter;
        this.onFailure = onFailure;
    }

    /**
     * When the program is stopping, an agent that is still in a call after this time is left there, to end with the
     * process: for agents that have nothing to lose.
     */
    public AgentThreads lettingGoAfter(Duration patience) {
        lettingGoAfter = patience;
        return this;
    }

    @Override
    public synchronized void start(String name, Agent agent) {
        var thread = Threads.make(name, () -> run(agent));
        threads.add(thread);
        thread.start();
    }

    private void run(Agent agent) {
        try {
            agent.run(waiter);
        } catch (Throwable e) {
            onFailure.accept(e);
        }
    }

    /** Waits until every agent has ended, also those that an ending one starts. */
    @Override
    public void close() {
        Long endNanos = null;
        for (var thread = next(); thread != null; thread = next()) {
            while (lettingGoAfter != null && thread.isAlive()) {
                if (endNanos == null && !waiter.await(Duration.ZERO)) {
                    endNanos = System.nanoTime() + lettingGoAfter.toNanos();
                }
                if (endNanos != null && System.nanoTime() >= endNanos) {
                    return;
                }
                Threads.join(thread, LOOK);
            }
            Threads.join(thread);
        }
    }

    private synchronized Thread next() {
        return threads.poll();
    }
}
