package delivery.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    /** A call that cannot be cut short may take longer than a program has for stopping. */
    @Test
    void anAgentThatIsStillInACallIsLetGoAfterAWhileButOnlyWhenTheProgramIsStopping() {
        var called = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var patience = Duration.ofMillis(400);
        threads.lettingGoAfter(patience).start("calling", () -> {
            called.countDown();
            return awaited(answer) ? null : Duration.ZERO;
        });
        assertThat(awaited(called)).isTrue();
        var closing = Threads.make("closing", threads::close);
        closing.start();
        Threads.join(closing, patience.multipliedBy(2));
        assertThat(closing.isAlive()).as("waits: nobody has said stop").isTrue();
        var before = System.nanoTime();
        stop.stop();
        Threads.join(closing, Duration.ofSeconds(20));
        assertThat(closing.isAlive()).isFalse();
        assertThat(answer.getCount()).as("it is still in its call").isOne();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(patience, Duration.ofSeconds(5));
        answer.countDown();
    }

    /** The patience is for all of them together, not for each. */
    @Test
    void manyAgentsThatAreStillInTheirCallsAreLetGoTogether() {
        var answer = new CountDownLatch(1);
        threads.lettingGoAfter(Duration.ofMillis(300));
        for (var i = 0; i < 30; i++) {
            threads.start("calling-" + i, () -> awaited(answer) ? null : Duration.ZERO);
        }
        stop.stop();
        var before = System.nanoTime();
        threads.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        answer.countDown();
    }

    @Test
    void whoeverEndsInTimeIsWaitedForAndClosed() {
        var agent = new Counting(Integer.MAX_VALUE);
        threads.lettingGoAfter(Duration.ofSeconds(20)).start("counting", agent);
        stop.stop();
        threads.close();
        assertThat(agent.closed).hasValue(1);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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
