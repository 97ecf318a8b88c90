package delivery.kinesis;

import delivery.app.AppException;
import delivery.app.Backoff;
import delivery.app.ExitCode;
import delivery.app.LogPace;
import delivery.app.Time;
import delivery.app.Waiter;
import delivery.kinesis.StreamException.Kind;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of whoever can do nothing without the answer: a start, a command. A service that fails, or has too many calls
 * of us, is asked again, ever more slowly, for as long as it takes; that is said. Not thread-safe.
 */
public final class PatientCalls {
    /** For an endpoint that has never answered: a local one may be starting up beside us. */
    static final Duration ANSWER_TIME = Duration.ofSeconds(5);

    private static final Duration BASE = Duration.ofMillis(200);
    private static final Duration MAX = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(PatientCalls.class);

    private final Waiter waiter;
    private final Time clock;
    private final RandomGenerator random;
    private final Duration start;
    private final LogPace words = new LogPace(Duration.ofSeconds(10));
    /** When to give up, on the clock of what has elapsed; null for never. */
    private @Nullable Duration deadline;

    private boolean answered;

    /** By the system's clock. */
    public PatientCalls(Waiter waiter) {
        this(waiter, Time.system(), new Random());
    }

    public PatientCalls(Waiter waiter, Time clock, RandomGenerator random) {
        this.waiter = waiter;
        this.clock = clock;
        this.random = random;
        start = clock.elapsed();
    }

    /** From now on a failure that lasts for longer is thrown. */
    public PatientCalls within(Duration atMost) {
        deadline = clock.elapsed().plus(atMost);
        return this;
    }

    /** Whether the time that these calls were given has passed. */
    public boolean isOver() {
        return deadline != null && clock.elapsed().compareTo(deadline) >= 0;
    }

    /** The wait between two looks at something that changes by itself; false if the program is stopping. */
    public boolean await(Duration duration) {
        return waiter.await(duration);
    }

    Time clock() {
        return clock;
    }

    /**
     * The answer, as soon as there is one.
     *
     * @throws StreamException if waiting does not help, or nobody has ever answered, or the time is over
     * @throws AppException with exit code 0 if the program is told to stop meanwhile
     */
    public <T> T call(Supplier<T> call) {
        var backoff = new Backoff(BASE, MAX, random);
        while (true) {
            try {
                var answer = call.get();
                answered = true;
                return answer;
            } catch (StreamException e) {
                waitAfter(e, backoff);
            }
        }
    }

    private void waitAfter(StreamException e, Backoff backoff) {
        var unreachable = e.kind() == Kind.UNREACHABLE;
        answered |= !unreachable;
        var now = clock.elapsed();
        var giveUpAt = giveUpAt();
        if (!e.mayPass() || giveUpAt != null && now.compareTo(giveUpAt) >= 0) {
            throw e;
        }
        if (e.kind() != Kind.STOPPING && words.isDue(now)) {
            LOG.warn("{}; trying again", e.getMessage());
        }
        var pause = backoff.next();
        if (giveUpAt != null && now.plus(pause).compareTo(giveUpAt) > 0) {
            pause = giveUpAt.minus(now);
        }
        if (!waiter.await(pause)) {
            throw new AppException(
                    ExitCode.DONE,
                    e.kind() == Kind.STOPPING
                            ? "told to stop before the stream had answered"
                            : "told to stop while this was so: " + e.getMessage(),
                    e);
        }
    }

    private @Nullable Duration giveUpAt() {
        var unanswered = answered ? null : start.plus(ANSWER_TIME);
        return deadline == null || unanswered != null && unanswered.compareTo(deadline) < 0 ? unanswered : deadline;
    }
}
