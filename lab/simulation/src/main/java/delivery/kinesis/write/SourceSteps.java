package delivery.kinesis.write;

import delivery.app.Agent;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.model.OrderEvent;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.random.RandomGenerator;

/** A producing process's writer without its threads: what {@link EventWriter} and {@link StreamWriter} are made of. */
public final class SourceSteps {
    private final Inbox inbox;
    private final RecordSender sender;
    private final SourceWriter events;
    private final int capacity;

    public SourceSteps(
            KinesisStream stream,
            String source,
            Routing routing,
            int inboxCapacity,
            Time clock,
            RandomGenerator random) {
        capacity = inboxCapacity;
        inbox = new Inbox(inboxCapacity);
        sender = new RecordSender(
                stream,
                inbox,
                new Router(routing, random),
                new ShardBudget(true),
                clock,
                random,
                new WriterMetrics("simulated", inbox, new PrometheusRegistry()));
        events = new SourceWriter(inbox, sender.throttled(), source, clock);
    }

    /** Whether so many calls of {@link #write} would not block. */
    public boolean hasRoomFor(int records) {
        return inbox.size() + records <= capacity;
    }

    public boolean write(OrderEvent event) {
        return events.write(event);
    }

    /** The turns of {@code stream-writer}; to be woken after a write, if it {@link #wantsRecords}. */
    public Agent sending() {
        return sender::doWork;
    }

    public boolean wantsRecords() {
        return sender.wantsRecords();
    }

    /** The turns of {@code source-progress}. */
    public Agent reporting() {
        return events;
    }

    public void reportClosed() {
        events.reportClosed();
    }

    /** Records accepted and not stored. */
    public long unsettled() {
        return inbox.unsettled();
    }

    public int waiting() {
        return inbox.size();
    }
}
