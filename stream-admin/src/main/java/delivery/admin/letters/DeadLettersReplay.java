package delivery.admin.letters;

import delivery.admin.command.RecordPut;
import delivery.admin.command.Subcommand;
import delivery.app.AppException;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.StreamException;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.model.DeadLetter;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** By partition key, since nobody knows the explicit hash key that a record once had. */
@Command(
        name = "replay",
        description = "Puts rejected records on the stream again, for a server that has learnt to understand them. One"
                + " that is still bad is rejected again, as another record.")
final class DeadLettersReplay extends Subcommand implements Runnable {
    @Mixin
    private DeadLetterOptions letters;

    @Option(names = "--dry-run", description = "Only say what would be put.")
    private boolean dryRun;

    @Mixin
    private StreamOptions streamOptions;

    private final AtomicInteger stored = new AtomicInteger();
    private int fit;
    private int truncated;
    private int ofOtherStreams;

    @Override
    public void run() {
        try (var stream = streamOptions.open()) {
            if (dryRun) {
                letters.forEach(letter -> isFit(letter, stream.name()));
            } else {
                put(stream);
            }
            report(stream.name());
        } catch (StreamException e) {
            throw e.toExit();
        }
    }

    private void put(SdkStream stream) {
        // Nothing is written to a stream that is not there.
        new PatientCalls(stop()).call(stream::describe);
        RecordPut.all(
                stream,
                stop(),
                writer -> letters.forEach(letter -> {
                    if (isFit(letter, stream.name())) {
                        writer.write(letter.bytes(), letter.partitionKey(), null, stored::incrementAndGet);
                    }
                }));
    }

    private boolean isFit(DeadLetter letter, String streamName) {
        if (!letter.stream().equals(streamName)) {
            ofOtherStreams++;
        } else if (letter.isTruncated()) {
            truncated++;
        } else {
            fit++;
            return true;
        }
        return false;
    }

    private void report(String streamName) {
        System.out.println(
                (dryRun ? "would put " + fit : "put " + stored) + " dead letter(s) on " + streamName + " again");
        if (truncated > 0) {
            System.out.println(truncated + " are not whole, since they were too large to be kept, and are left out");
        }
        if (ofOtherStreams > 0) {
            System.out.println(ofOtherStreams + " are of other streams and are left out: give --stream-name");
        }
        if (!dryRun && stored.get() < fit) {
            throw AppException.failed("only " + stored + " of " + fit + " dead letters were put on the stream");
        }
    }
}
