package delivery.simulation.program;

import delivery.drivers.DriverFleet;
import delivery.drivers.DriverFleet.FleetOptions;
import delivery.drivers.FleetPart;
import delivery.kinesis.StreamException;
import delivery.model.SourceId;
import delivery.simulation.world.Host;
import delivery.simulation.world.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A {@code producer-driver}: reads the stream onto its board, and then its drivers begin. */
public final class DriverHost extends SimulatedProgram {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final FleetPart part;
    /** Null until they begin. */
    private @Nullable Host drivers;

    @SuppressWarnings("NullAway.Init") // until the drivers of the first life begin
    private SourceWriter source;

    /** @param part which of several processes this is */
    public DriverHost(World world, FleetPart part) {
        super(world);
        this.part = part;
    }

    @Override
    public void start() {
        host = world.host("drivers");
        drivers = null;
        var id = SourceId.random(world.random());
        var plan = world.plan();
        var settings =
                new FleetOptions(plan.drivers(), 6, Duration.ofSeconds(10), plan.timeScale(), plan.driverReads(), part);
        var port = world.port(host);
        var fleet = new DriverFleet(port, id, settings, time, world::newRandom, host);
        host.after(LOOK, () -> {
            try {
                fleet.startReading(port.shards());
                lookForStart(id, fleet);
            } catch (StreamException e) {
                host.fail(e);
            }
        });
    }

    private void lookForStart(String id, DriverFleet fleet) {
        if (!fleet.isCaughtUp()) {
            host.after(LOOK, () -> lookForStart(id, fleet));
            return;
        }
        fleet.finishRebuilding();
        source = new SourceWriter(world, host, id, fleet.clock());
        var driving = world.host("fleet");
        drivers = driving;
        fleet.startDriving(
                source::write,
                world.newRandom(),
                (name, driver) -> driving.start(name, () -> hasRoom() ? driver.doWork() : LOOK));
    }

    /** For what one turn may write: that an order is taken, and that it is delivered. */
    private boolean hasRoom() {
        return !host.isAlive() || source.hasRoomFor(2);
    }

    /** What is under way stays so: the next run would deliver it. */
    @Override
    public void stop() {
        if (drivers == null) {
            host.end();
            return;
        }
        drivers.end();
        if (host.isAlive()) {
            source.drain();
        }
    }
}
