package delivery.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AgentThreadsTest {
    private final StopSignal stop = new StopSignal();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AgentThreads threads = new AgentThreads(stop, failures::add);

    @Test
    void takesTurnsUntilTheAgentHasEndedAndClosesIt() {
        var agent = new Counting(3);
        threads.start("counting", agent);
        threads.close();
        assertThat(agent.turns).hasValue(4);
        assertThat(agent.closed).hasValue(1);
    }

    @Test
    void anAgentWithoutEndEndsWithTheProgram() {
        var agent = new Counting(Integer.MAX_VALUE);
        threads.start("counting", agent);
        stop.stop();
        threads.close();
        assertThat(agent.closed).hasValue(1);
    }

    @Test
    void waitsAlsoForWhatAnEndingAgentStarts() {
        var last = new Counting(2);
        threads.start("first", () -> {
            threads.start("last", last);
            return null;
        });
        threads.close();
        assertThat(last.closed).hasValue(1);
    }

    @Test
    void tellsWhatAnAgentDiedOf() {
        var cause = new IllegalStateException("broken");
        threads.start("broken", () -> {
            throw cause;
        });
        threads.close();
        assertThat(failures).containsExactly(cause);
    }

    @Test
    void tellsOfAnErrorToo() {
        var cause = new NoClassDefFoundError("gone");
        threads.start("broken", () -> {
            throw cause;
        });
        threads.close();
        assertThat(failures).containsExactly(cause);
    }

    /** Ends after so many turns. */
    private static final class Counting implements Agent {
        private final int turnsToTake;
        private final AtomicInteger turns = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        Counting(int turnsToTake) {
            this.turnsToTake = turnsToTake;
        }

        @Override
        public Duration doWork() {
            return turns.incrementAndGet() > turnsToTake ? null : Duration.ofNanos(1);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
