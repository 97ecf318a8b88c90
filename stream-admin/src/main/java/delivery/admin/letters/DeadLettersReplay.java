package delivery.admin.letters;

import delivery.admin.command.ProgramVersion;
import delivery.app.AppException;
import delivery.app.StopSignal;
import delivery.app.Time;
import delivery.app.program.App;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.StreamException;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.kinesis.write.Routing;
import delivery.kinesis.write.StreamWriter;
import delivery.kinesis.write.WriterOptions;
import delivery.model.DeadLetter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** By partition key, since nobody knows the explicit hash key that a record once had. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        description = "Puts rejected records on the stream again, for a server that has learnt to understand them. One"
                + " that is still bad is rejected again, as another record.")
final class DeadLettersReplay implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.admin");
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    @Spec
    private CommandSpec spec;

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
        var failure = new AtomicReference<StreamException>();
        try (var writer = new StreamWriter(
                        stream,
                        WriterOptions.of(stream.name(), Routing.order),
                        Time.system(),
                        new Random(),
                        new PrometheusRegistry())
                .start(failure::set)) {
            letters.forEach(letter -> {
                if (isFit(letter, stream.name())) {
                    writer.write(letter.bytes(), letter.partitionKey(), null, stored::incrementAndGet);
                }
            });
            while (!writer.flush(BETWEEN_LOOKS) && stop().await(Duration.ZERO)) {
                // Then there is nothing to wait for, and nothing that would make the next look wait.
                if (failure.get() != null) {
                    throw failure.get();
                }
                LOG.debug("{} of {} are stored", stored, fit);
            }
        }
    }

    private StopSignal stop() {
        return ((App) spec.root().userObject()).stopSignal();
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
