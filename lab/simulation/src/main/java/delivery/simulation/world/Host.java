package delivery.simulation.world;

import delivery.app.Agent;
import delivery.app.Agents;
import delivery.simulation.judge.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A process: its agents take their turns until they have ended or it is killed; while it is paused, none does. */
public final class Host implements Agents {
    private static final long JITTER_NANOS = 500_000;
    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();
    private static final long YOUNG_NANOS = Duration.ofSeconds(5).toNanos();

    private final String name;
    private final Clockwork clock;
    private final RandomGenerator random;
    private final Trace trace;
    private final List<Runnable> deferred = new ArrayList<>();
    private final long bornNanos;
    /** What is to be done when it dies by itself. */
    private Runnable crashed = this::kill;

    private @Nullable Turns current;
    private int running;
    private boolean alive = true;
    private boolean paused;
    private @Nullable RuntimeException failure;

    public Host(String name, Clockwork clock, RandomGenerator random, Trace trace) {
        this.name = name;
        this.clock = clock;
        this.random = random;
        this.trace = trace;
        bornNanos = clock.elapsed().toNanos();
    }

    @Override
    public void start(String agentName, Agent agent) {
        add(agentName, agent);
    }

    public Turns add(String agentName, Agent agent) {
        var turns = new Turns(agentName, agent);
        running++;
        turns.in(0);
        return turns;
    }

    /** Something that this process does later, if it is still there. */
    public void after(Duration delay, Runnable what) {
        clock.after(delay, () -> whenAwake(what));
    }

    private void whenAwake(Runnable what) {
        if (!alive) {
            return;
        }
        if (paused) {
            deferred.add(() -> whenAwake(what));
            return;
        }
        try {
            what.run();
        } catch (Crash e) {
            crashed.run();
        }
    }

    public void kill() {
        if (alive) {
            trace.note(name, "killed", 0);
        }
        alive = false;
    }

    /** Ends as planned. */
    public void end() {
        alive = false;
    }

    /** Ends since it cannot go on. */
    public void fail(RuntimeException cause) {
        trace.note(name, "fails", 0);
        trace.say(() -> name + ": " + cause);
        failure = cause;
        alive = false;
    }

    public void onCrash(Runnable what) {
        crashed = what;
    }

    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
        for (var what : List.copyOf(deferred)) {
            clock.after(random.nextLong(JITTER_NANOS), what);
        }
        deferred.clear();
    }

    public boolean isPaused() {
        return paused;
    }

    /** Whether there is anything left that it does. */
    public boolean isRunning() {
        return alive && running > 0;
    }

    /** Whether it has only just been started, and has perhaps not begun. */
    public boolean isYoung() {
        return clock.elapsed().toNanos() - bornNanos < YOUNG_NANOS;
    }

    public boolean isAlive() {
        return alive;
    }

    /** What it ended of; null if it did not, or was killed. */
    public @Nullable RuntimeException failure() {
        return failure;
    }

    public String name() {
        return name;
    }

    /** Whose turn it is; null if it is nobody's. */
    public @Nullable Turns current() {
        return current;
    }

    /** One agent's turns. */
    public final class Turns {
        private final String agentName;
        private final Agent agent;
        private long generation;
        private long costNanos;
        private boolean blocked;
        private boolean ended;

        private Turns(String agentName, Agent agent) {
            this.agentName = agentName;
            this.agent = agent;
        }

        /** There is something new for it to look at. */
        public void wake() {
            if (!ended) {
                in(0);
            }
        }

        /** The turn takes that long, so that the next one comes later. */
        public void cost(long nanos) {
            costNanos += nanos;
        }

        /** Its agent waits for something that wakes it. */
        public void block() {
            blocked = true;
        }

        private void in(long nanos) {
            var mine = ++generation;
            clock.after(nanos + random.nextLong(JITTER_NANOS), () -> {
                if (mine == generation) {
                    whenAwake(this::take);
                }
            });
        }

        private void take() {
            if (ended) {
                return;
            }
            current = this;
            costNanos = 0;
            blocked = false;
            try {
                var idle = agent.doWork();
                if (idle == null) {
                    ended = true;
                    running--;
                    trace.note(name, agentName + " ended", 0);
                    agent.close();
                } else {
                    in(costNanos + Math.max(idle.toNanos(), blocked ? LOOK_NANOS : 0));
                }
            } catch (Violation e) {
                throw e;
            } catch (RuntimeException e) {
                fail(e);
            } finally {
                current = null;
            }
        }
    }
}
