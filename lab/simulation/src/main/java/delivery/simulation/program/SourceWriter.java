package delivery.simulation.program;

import delivery.app.Time;
import delivery.kinesis.write.EventWriter;
import delivery.kinesis.write.StreamWriter;
import delivery.kinesis.write.WriterOptions;
import delivery.model.OrderEvent;
import delivery.simulation.world.Host;
import delivery.simulation.world.World;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** The writer of a producing process: its turns are those of its host, and it ends by itself. */
public final class SourceWriter {
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Until a call is answered, at most: several are under way then. */
    private static final int ANSWER_MILLIS = 40;

    private final Host host;
    private final StreamWriter records;
    private final EventWriter events;
    private final Host.Turns sending;

    public SourceWriter(World world, Host host, String source, Time time) {
        this.host = host;
        var plan = world.plan();
        records = new StreamWriter(
                world.port(host),
                new WriterOptions(World.STREAM, plan.routing(), plan.inboxCapacity(), true, plan.aggregate()),
                time,
                world.newRandom(),
                new PrometheusRegistry());
        events = new EventWriter(records, source, time);
        sending = host.add("stream-writer", records::doWork);
        var random = world.newRandom();
        records.makeCallsBy(call -> host.after(Duration.ofMillis(random.nextInt(ANSWER_MILLIS)), () -> {
            call.run();
            sending.wake();
        }));
        host.add("source-progress", events::report);
    }

    /** For what one turn may write; a program would block, but here there is just one thread, and it has to send. */
    public boolean hasRoomFor(int events) {
        return records.hasRoomFor(events);
    }

    public boolean write(OrderEvent event) {
        if (!host.isAlive() || !events.write(event)) {
            return false;
        }
        if (records.wantsRecords()) {
            sending.wake();
        }
        return true;
    }

    /** Says that it is closed when all is on the stream, and ends with that. */
    public void drain() {
        afterAllIsStored(() -> {
            events.reportClosed();
            sending.wake();
            afterAllIsStored(host::end);
        });
    }

    private void afterAllIsStored(Runnable what) {
        if (records.unstored() > 0) {
            host.after(LOOK, () -> afterAllIsStored(what));
        } else {
            what.run();
        }
    }
}
