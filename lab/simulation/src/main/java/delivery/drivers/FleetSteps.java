package delivery.drivers;

import delivery.app.Agents;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.model.OrderEvent;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** {@code producer-driver} without its threads: first the board is rebuilt, and only then the drivers begin. */
public final class FleetSteps {
    private final String source;
    private final Settings settings;
    private final CityClock clock;
    private final Board board;
    private final BoardFeed feed;

    /** The flags of the program. */
    public record Settings(int drivers, int searchRadius, Duration rest, double timeScale, double readsPerSecond) {}

    public FleetSteps(
            KinesisStream stream,
            String source,
            Settings settings,
            Time clock,
            Supplier<RandomGenerator> randoms,
            Agents agents) {
        this.source = source;
        this.settings = settings;
        this.clock = new CityClock(clock);
        board = new Board(source, new TimeScale(settings.timeScale), this.clock);
        feed = new BoardFeed(stream, board, settings.readsPerSecond, this.clock, randoms, agents);
    }

    /** @throws delivery.kinesis.StreamException if the stream does not say which shards it has */
    public void startReading() {
        feed.start();
    }

    public boolean isCaughtUp() {
        return feed.isCaughtUp();
    }

    /** @param writer must not block */
    public void startDriving(Predicate<OrderEvent> writer, RandomGenerator random, Agents agents) {
        var unfinished = board.finishRebuilding();
        var city = new Driver.City(
                source,
                board,
                new EventSink(writer),
                settings.searchRadius,
                settings.rest,
                new TimeScale(settings.timeScale),
                clock);
        DriverFleet.start(settings.drivers, unfinished, city, random, agents);
    }
}
