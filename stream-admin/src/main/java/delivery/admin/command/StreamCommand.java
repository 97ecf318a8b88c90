package delivery.admin.command;

import delivery.app.AppException;
import delivery.app.Time;
import delivery.app.program.OutputOption;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.StoppableStream;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.aws.StreamOptions;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;

/**
 * What all subcommands that talk to the stream share: opening it, waiting for it, explaining its refusals, and saying
 * what came of it.
 */
public abstract class StreamCommand extends Subcommand implements Runnable {
    /** A change takes seconds on AWS, up to a minute for many shards. */
    protected static final Duration CHANGE_TIME = Duration.ofMinutes(5);

    /** Progress, on stderr. */
    protected static final Logger LOG = LoggerFactory.getLogger("delivery.admin");

    @Mixin
    private StreamOptions streamOptions;

    @Mixin
    private OutputOption output;

    @Override
    public final void run() {
        try (var stream = streamOptions.open()) {
            run(new AdminStream(stream, new StoppableStream(stream, stop()), new PatientCalls(stop())));
        } catch (StreamException e) {
            throw e.toExit();
        }
    }

    protected abstract void run(AdminStream stream);

    protected final boolean wantsJson() {
        return output.isJson();
    }

    /** The outcome on stdout: the sentence for people, or the names and values for machines. */
    protected final void answer(String sentence, Object... namesAndValues) {
        if (output.isJson()) {
            Json.print(Json.object(namesAndValues));
        } else {
            System.out.println(sentence);
        }
    }

    /** The stream's status afterwards, once that is ACTIVE if the user wants to wait. */
    protected final String statusAfter(AdminStream stream, WaitOption wait) {
        return (wait.isGiven() ? awaitActive(stream) : stream.describe()).status();
    }

    protected final StreamDescription awaitActive(AdminStream stream) {
        return awaitActive(stream, CHANGE_TIME);
    }

    /** Waits until no change is under way; says so on stderr. */
    protected final StreamDescription awaitActive(AdminStream stream, Duration atMost) {
        var clock = Time.system();
        var notices = new WaitNotices(clock.elapsed());
        return stream.control()
                .awaitActive(
                        new PatientCalls(stop()).within(atMost),
                        description -> notices.of(description, clock.elapsed()).ifPresent(LOG::info));
    }

    /**
     * Changes shards: waits for the change under way to end, and tries again for as long as the service cannot take it.
     *
     * @param change makes the one call that changes something, and says what it has done; asked again, it looks first
     *     whether it is done already
     */
    protected final <T> T change(AdminStream stream, Supplier<T> change) {
        return stream.calls().call(() -> {
            checkProvisioned(awaitActive(stream));
            if (stop().isStopped()) {
                throw AppException.failed("stopped while waiting for stream " + stream.name() + ": it was not changed");
            }
            return change.get();
        });
    }

    protected static void checkProvisioned(StreamDescription description) {
        if (description.onDemand()) {
            throw AppException.failed("stream " + description.name() + " is on-demand: AWS alone decides on its "
                    + description.openShards() + " shards; to change them by hand make it provisioned first (aws"
                    + " kinesis update-stream-mode --stream-arn " + description.arn()
                    + " --stream-mode-details StreamMode=PROVISIONED)");
        }
    }
}
