package delivery.kinesis.write;

import delivery.app.Time;
import delivery.app.program.App;
import delivery.kinesis.KinesisStream;
import delivery.trace.EventTrace;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Random;
import picocli.CommandLine.Option;

/** The flags that say how events are put on the stream. A mixin of both producers. */
public final class ProducerOptions {
    @Option(
            names = "--routing",
            paramLabel = "ROUTING",
            defaultValue = "cycle",
            description = "How records spread over the shards: cycle (round the open shards), order, region, random"
                    + " (by the hash of such a key) or hot (all into the range of the first shard) (default: cycle).")
    private Routing routing = Routing.cycle;

    @Option(
            names = "--no-shard-limits",
            description = "Do not keep to 1,000 records/s and 1 MiB/s a shard: run into the quotas instead.")
    private boolean noShardLimits;

    @Option(
            names = "--aggregate",
            description = "Put the events of a shard together into records of the KPL's format, so that 1 MiB/s binds"
                    + " instead of 1,000 records/s; KCL and all programs here read them.")
    private boolean aggregate;

    /**
     * A writer for one source, which takes nothing more once the program is told to stop. The caller closes it.
     *
     * @param clock the source says by it when its events were acknowledged
     */
    public EventWriter open(
            KinesisStream stream,
            String streamName,
            String source,
            PrometheusRegistry registry,
            App app,
            Time clock,
            EventTrace trace) {
        var options = new WriterOptions(streamName, routing, WriterOptions.DEFAULT_INBOX, !noShardLimits, aggregate);
        var records = new StreamWriter(stream, options, Time.system(), new Random(), registry);
        var writer = new EventWriter(records, source, clock).tracedBy(trace).start(e -> app.fail(e.toExit()));
        app.stopSignal().onStop(writer::stopTaking);
        return writer;
    }
}
