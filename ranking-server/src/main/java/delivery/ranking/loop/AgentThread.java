package delivery.ranking.loop;

import delivery.app.Agent;
import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.app.Time;
import delivery.app.Waiter;
import java.time.Duration;

/** An agent on a thread of its own, that can be asked whether it is well. */
public final class AgentThread implements AutoCloseable {
    private final StopSignal stop;
    private final Thread thread;
    private final Pulse pulse;

    /** @param patience how long one turn may take */
    public AgentThread(String name, Agent agent, Time clock, Duration patience) {
        this(name, agent, new StopSignal(), null, clock, patience);
    }

    /** @param waiter where it waits between its turns; closing does not wake it */
    AgentThread(String name, Agent agent, Waiter waiter, Time clock, Duration patience) {
        this(name, agent, new StopSignal(), waiter, clock, patience);
    }

    private AgentThread(String name, Agent agent, StopSignal stop, Waiter waiter, Time clock, Duration patience) {
        this.stop = stop;
        thread = Threads.make(name, () -> run(agent, waiter == null ? stop : waiter));
        pulse = new Pulse(thread, clock, patience);
    }

    public AgentThread start() {
        thread.start();
        return this;
    }

    private void run(Agent agent, Waiter waiter) {
        pulse.begin();
        agent.run(idle -> {
            pulse.end();
            var goOn = waiter.await(idle);
            pulse.begin();
            return goOn;
        });
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Why it is not well, null if it is. */
    public String fault() {
        return pulse.fault();
    }

    @Override
    public void close() {
        stop.stop();
        Threads.join(thread);
    }
}
