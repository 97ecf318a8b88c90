package delivery.app;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** Gives every agent a thread of its own, of the same name; they end by their waiter. Thread-safe. */
public final class AgentThreads implements Agents, AutoCloseable {
    private final Waiter waiter;
    private final Consumer<Throwable> onFailure;
    private final Queue<Thread> threads = new ArrayDeque<>();

    /** @param onFailure told, by its thread, what an agent has died of; an Error too */
    public AgentThreads(Waiter waiter, Consumer<Throwable> onFailure) {
        this.waiter = waiter;
        this.onFailure = onFailure;
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
        for (var thread = next(); thread != null; thread = next()) {
            Threads.join(thread);
        }
    }

    private synchronized Thread next() {
        return threads.poll();
    }
}
