package delivery.simulation;

import delivery.drivers.FleetSteps;
import delivery.kinesis.StreamException;
import delivery.kinesis.write.SourceSteps;
import delivery.model.OrderEvent;
import delivery.model.SourceId;
import java.time.Duration;

/** A {@code producer-driver}: reads the stream onto its board, and then its drivers begin. */
final class DriverHost implements Process {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final World world;
    private final MachineClock time;
    private Host host;
    private Host fleet;
    private SourceSteps writer;
    private Host.Turns sending;

    DriverHost(World world) {
        this.world = world;
        time = new MachineClock(world.clock());
    }

    @Override
    public void start() {
        host = world.host("drivers");
        fleet = null;
        var source = SourceId.random(world.random());
        var plan = world.plan();
        var settings = new FleetSteps.Settings(
                plan.drivers(), 6, Duration.ofSeconds(10), plan.timeScale(), plan.driverReads());
        var steps = new FleetSteps(world.port(host), source, settings, time, world::newRandom, host);
        host.after(LOOK, () -> {
            try {
                steps.startReading();
                lookForStart(source, steps);
            } catch (StreamException e) {
                host.fail(e);
            }
        });
    }

    private void lookForStart(String source, FleetSteps steps) {
        if (!steps.isCaughtUp()) {
            host.after(LOOK, () -> lookForStart(source, steps));
            return;
        }
        writer = world.writer(host, source, time);
        sending = host.add("stream-writer", writer.sending());
        host.add("source-progress", writer.reporting());
        fleet = world.host("fleet");
        // A driver waits while the inbox is full; here there is but one thread, and it has to send.
        steps.startDriving(
                this::write,
                world.newRandom(),
                (name, driver) -> fleet.start(name, () -> hasRoom() ? driver.doWork() : LOOK));
    }

    /** For what one turn may write: that an order is taken, and that it is delivered. */
    private boolean hasRoom() {
        return !host.isAlive() || writer.hasRoomFor(2);
    }

    private boolean write(OrderEvent event) {
        if (!host.isAlive() || !writer.write(event)) {
            return false;
        }
        if (writer.wantsRecords()) {
            sending.wake();
        }
        return true;
    }

    /** What is under way stays so: the next run would deliver it. */
    @Override
    public void stop() {
        if (fleet == null) {
            host.end();
            return;
        }
        fleet.end();
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
