package delivery.simulation;

import delivery.kinesis.write.SourceSteps;
import delivery.model.OrderCreated;
import delivery.model.SourceId;
import delivery.orders.OrderSteps;
import java.time.Duration;
import java.util.function.Supplier;

/** A {@code producer-main}: orders at a steady pace, until it is stopped or killed. */
final class OrderHost implements Process {
    private final World world;
    private final double ordersPerSecond;
    private final MachineClock time;
    private Host host;
    private SourceSteps writer;
    private Host.Turns sending;
    private Supplier<OrderCreated> orders;
    private boolean stopping;

    OrderHost(World world, double ordersPerSecond) {
        this.world = world;
        this.ordersPerSecond = ordersPerSecond;
        time = new MachineClock(world.clock());
    }

    @Override
    public void start() {
        host = world.host("orders");
        var source = SourceId.random(world.random());
        writer = world.writer(host, source, time);
        sending = host.add("stream-writer", writer.sending());
        host.add("source-progress", writer.reporting());
        orders = OrderSteps.generator(source, world.random(), time);
        stopping = false;
        feed();
    }

    private void feed() {
        if (stopping) {
            return;
        }
        // A full inbox blocks the feed.
        if (writer.hasRoomFor(1)) {
            writer.write(orders.get());
            if (writer.wantsRecords()) {
                sending.wake();
            }
        }
        host.after(Duration.ofNanos((long) (1e9 / ordersPerSecond)), this::feed);
    }

    /** Drains, says that the source is closed, and ends. */
    @Override
    public void stop() {
        stopping = true;
        if (host.isAlive()) {
            Sources.drain(host, writer, sending);
        }
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public MachineClock time() {
        return time;
    }
}
