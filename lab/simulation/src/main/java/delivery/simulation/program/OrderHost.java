package delivery.simulation.program;

import delivery.model.SourceId;
import delivery.orders.OrderFeed;
import delivery.simulation.world.Host;
import delivery.simulation.world.MachineClock;
import delivery.simulation.world.World;
import java.time.Duration;

/** A {@code producer-main}: orders at a steady pace, until it is stopped or killed. */
public final class OrderHost implements SimulatedProgram {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final World world;
    private final OrderFeed.Plan plan;
    private final MachineClock time;
    private Host host;
    private SourceWriter source;
    private boolean stopping;

    public OrderHost(World world, double ordersPerSecond) {
        this.world = world;
        plan = new OrderFeed.Plan(ordersPerSecond, Long.MAX_VALUE, OrderFeed.NO_END);
        time = new MachineClock(world.clock());
    }

    @Override
    public void start() {
        host = world.host("orders");
        stopping = false;
        var id = SourceId.random(world.random());
        source = new SourceWriter(world, host, id, time);
        var feed = new OrderFeed(id, plan, time, world.random(), source::write);
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

    @Override
    public Host host() {
        return host;
    }

    @Override
    public MachineClock time() {
        return time;
    }
}
