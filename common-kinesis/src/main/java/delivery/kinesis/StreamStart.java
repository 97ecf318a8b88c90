package delivery.kinesis;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.Time;
import delivery.app.Waiter;
import delivery.kinesis.StreamException.Kind;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every program does first: waits until the stream can be used, or says why it cannot. */
public final class StreamStart {
    /** For a stream that is being created; AWS takes well under a minute. */
    static final Duration CREATING_TIME = Duration.ofMinutes(5);
    /** For an endpoint that does not answer; a local one may be starting up beside us. */
    static final Duration ANSWER_TIME = Duration.ofSeconds(5);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(StreamStart.class);

    private StreamStart() {}

    /** As below, by the system's clock. */
    public static StreamDescription awaitReady(KinesisStream stream, Waiter waiter) {
        return awaitReady(stream, waiter, Time.system());
    }

    /**
     * Returns once the stream takes and gives records (while it is UPDATING it does), or the program is stopping.
     *
     * @throws AppException with exit code 4 if there is no such stream, or it is being deleted, or nobody answers
     */
    public static StreamDescription awaitReady(KinesisStream stream, Waiter waiter, Time clock) {
        var giveUpAt = clock.elapsed().plus(CREATING_TIME);
        var progress = new Occasionally(Duration.ofSeconds(10));
        while (true) {
            var description = describe(stream, waiter, clock);
            if (description.isReady()) {
                return description;
            }
            if (description.status().equals("DELETING")) {
                throw AppException.unreachable("stream " + description.name()
                        + " is being deleted: wait until it is gone, then create it anew");
            }
            var now = clock.elapsed();
            if (now.compareTo(giveUpAt) > 0) {
                throw AppException.unreachable("stream " + description.name() + " is still " + description.status()
                        + " after " + CREATING_TIME.toMinutes() + " minutes: look at it with stream-admin describe");
            }
            if (progress.isDue(now)) {
                LOG.info("stream {} is {}, waiting", description.name(), description.status());
            }
            if (!waiter.await(BETWEEN_TRIES)) {
                return description;
            }
        }
    }

    /** Asks until there is an answer, for {@link #ANSWER_TIME} at most. */
    static StreamDescription describe(KinesisStream stream, Waiter waiter, Time clock) {
        var giveUpAt = clock.elapsed().plus(ANSWER_TIME);
        while (true) {
            try {
                return stream.describe();
            } catch (StreamException e) {
                var worthAnotherTry = e.isTransient() || e.kind() == Kind.UNREACHABLE;
                if (!worthAnotherTry || clock.elapsed().compareTo(giveUpAt) >= 0 || !waiter.await(BETWEEN_TRIES)) {
                    throw new AppException(ExitCode.UNREACHABLE, e.getMessage(), e);
                }
            }
        }
    }
}
