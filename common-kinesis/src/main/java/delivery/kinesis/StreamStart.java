package delivery.kinesis;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.LogPace;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every program does first: waits until the stream can be used, or says why it cannot. */
public final class StreamStart {
    /** For a stream that is being created; AWS takes well under a minute. */
    static final Duration CREATING_TIME = Duration.ofMinutes(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(StreamStart.class);

    private StreamStart() {}

    /**
     * Returns once the stream takes and gives records; while it is UPDATING it does.
     *
     * @param calls how it is asked
     * @throws AppException with exit code 4 if there is no such stream, or it is being deleted, or nobody answers; with 0
     *     if the program is told to stop before
     */
    public static StreamDescription awaitReady(KinesisStream stream, PatientCalls calls) {
        var clock = calls.clock();
        var giveUpAt = clock.elapsed().plus(CREATING_TIME);
        var progress = new LogPace(Duration.ofSeconds(10));
        while (true) {
            var description = describe(stream, calls);
            if (description.isReady()) {
                return description;
            }
            var is = "stream " + description.name() + " is ";
            if (description.status().equals("DELETING")) {
                throw AppException.unreachable(is + "being deleted: wait until it is gone, then create it anew");
            }
            var now = clock.elapsed();
            if (now.compareTo(giveUpAt) > 0) {
                throw AppException.unreachable(is + "still " + description.status() + " after "
                        + CREATING_TIME.toMinutes() + " minutes: look at it with stream-admin describe");
            }
            if (progress.isDue(now)) {
                LOG.info("{}{}, waiting", is, description.status());
            }
            if (!calls.await(BETWEEN_LOOKS)) {
                throw new AppException(ExitCode.DONE, "told to stop while " + is + description.status());
            }
        }
    }

    private static StreamDescription describe(KinesisStream stream, PatientCalls calls) {
        try {
            return calls.call(stream::describe);
        } catch (StreamException e) {
            throw new AppException(ExitCode.UNREACHABLE, e.getMessage(), e);
        }
    }
}
