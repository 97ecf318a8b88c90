package delivery.simulation.program;

import delivery.model.SourceId;
import delivery.orders.OrderDemand;
import delivery.orders.OrderFeed;
import delivery.orders.OrderFeed.FeedOptions;
import delivery.simulation.world.World;
import java.time.Duration;

/** A {@code producer-main}: orders at a steady pace, until it is stopped or killed. */
public final class OrderHost extends SimulatedProgram {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final FeedOptions plan;

    @SuppressWarnings("NullAway.Init") // until its first life
    private SourceWriter source;

    private boolean stopping;

    public OrderHost(World world, double ordersPerSecond) {
        super(world);
        plan = new FeedOptions(ordersPerSecond, Long.MAX_VALUE, OrderFeed.NO_END);
    }

    @Override
    public void start() {
        host = world.host("orders");
        stopping = false;
        var id = SourceId.random(world.random());
        source = new SourceWriter(world, host, id, time);
        var feed = new OrderFeed(id, plan, OrderDemand.UNIFORM, time, world.random(), source::write);
        host.add("order-feed", () -> stopping ? null : source.hasRoomFor(1) ? feed.doWork() : LOOK);
    }

    /** Drains, says that the source is closed, and ends. */
    @Override
    public void stop() {
        stopping = true;
        if (host.isAlive()) {
            source.drain();
        }
    }
}
