package delivery.admin.command;

import delivery.app.StopSignal;
import delivery.app.Time;
import delivery.kinesis.StreamException;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.write.Routing;
import delivery.kinesis.write.StreamWriter;
import delivery.kinesis.write.WriterOptions;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Puts records on a stream that is there, each where its partition key leads it. */
public final class RecordPut {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private RecordPut() {}

    /**
     * Returns when all are stored, or when the command is to stop.
     *
     * @param write hands them to the writer
     * @throws StreamException if nothing can be stored any more
     */
    public static void all(SdkStream stream, StopSignal stop, Consumer<StreamWriter> write) {
        var failure = new AtomicReference<StreamException>();
        try (var writer = new StreamWriter(
                        stream,
                        WriterOptions.of(stream.name(), Routing.order),
                        Time.system(),
                        new Random(),
                        new PrometheusRegistry())
                .start(failure::set)) {
            write.accept(writer);
            while (!writer.flush(BETWEEN_LOOKS) && stop.await(Duration.ZERO)) {
                // Then there is nothing to wait for, and nothing that would make the next look wait.
                if (failure.get() != null) {
                    throw failure.get();
                }
            }
        }
    }
}
