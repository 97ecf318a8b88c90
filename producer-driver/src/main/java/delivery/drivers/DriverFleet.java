package delivery.drivers;

import delivery.app.Agents;
import delivery.app.Time;
import delivery.app.Waiter;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.Shard;
import delivery.model.OrderAssigned;
import delivery.model.OrderEvent;
import delivery.model.Region;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The drivers of one run and the board that they share: first the board is rebuilt from the stream, and only then do the
 * drivers begin. Makes no threads: whoever runs it says where its agents take their turns. Thread-safe.
 */
public final class DriverFleet {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    /**
     * As the program's flags.
     *
     * @param searchRadius in cells, on both axes
     * @param rest in the city's time
     * @param timeScale how much faster than the wall clock the city lives
     * @param readsPerSecond and shard, of the five that all readers share
     * @param part which of several processes this is
     */
    public record FleetOptions(
            int drivers, int searchRadius, Duration rest, double timeScale, double readsPerSecond, FleetPart part) {}

    private final String source;
    private final FleetOptions settings;
    private final TimeScale timeScale;
    private final CityClock clock;
    private final Board board;
    private final BoardFeed feed;
    private Collection<OrderAssigned> unfinished = List.of();

    /**
     * @param source of the events that the drivers of this run will write
     * @param randoms one for each reader
     * @param readers where the stream is read, an agent {@code board-feed-<shard>} each
     */
    public DriverFleet(
            KinesisStream stream,
            String source,
            FleetOptions settings,
            Time clock,
            Supplier<RandomGenerator> randoms,
            Agents readers) {
        this.source = source;
        this.settings = settings;
        this.clock = new CityClock(clock);
        timeScale = new TimeScale(settings.timeScale);
        board = new Board(source, settings.part, timeScale, this.clock);
        feed = new BoardFeed(stream, board, settings.readsPerSecond, this.clock, randoms, readers);
    }

    /** What all of this run go by: also who says how far its events have got, or a wrong clock would spoil the audit. */
    public Time clock() {
        return clock;
    }

    /** @param shards all that the stream lists */
    public void startReading(List<Shard> shards) {
        feed.follow(shards);
    }

    /** Whether every shard has been read up to its tip once. */
    public boolean isCaughtUp() {
        return feed.isCaughtUp();
    }

    /** Waits until that is so; false if the program stops before. */
    boolean awaitCaughtUp(Waiter waiter) {
        while (!isCaughtUp()) {
            if (!waiter.await(BETWEEN_LOOKS)) {
                return false;
            }
        }
        return true;
    }

    /** Everything that was on the stream has been read: what earlier runs took and did not deliver is this run's now. */
    public void finishRebuilding() {
        unfinished = board.finishRebuilding();
    }

    /** Deliveries that were under way when earlier runs ended. */
    int unfinished() {
        return unfinished.size();
    }

    int openOrders() {
        return board.openOrders();
    }

    /**
     * To be called once, when the board is rebuilt.
     *
     * @param writer of what the drivers do; may block while the stream cannot keep up; false once it takes no more
     * @param random says where those begin of whom the stream knows nothing
     * @param agents where the drivers take their turns, {@code driver-0}, {@code driver-1}, ...
     */
    public void startDriving(Predicate<OrderEvent> writer, RandomGenerator random, Agents agents) {
        var workplace = new Driver.Workplace(
                source, board, new EventSink(writer), settings.searchRadius, settings.rest, timeScale, clock);
        start(settings.drivers, settings.part, unfinished, workplace, random, agents);
    }

    /**
     * @param unfinished each goes to the driver who took it, or, if there are fewer drivers now, to the one of the same
     *     number modulo their count
     */
    static void start(
            int drivers,
            FleetPart part,
            Collection<OrderAssigned> unfinished,
            Driver.Workplace workplace,
            RandomGenerator random,
            Agents agents) {
        var byDriver = unfinished.stream()
                .sorted(Comparator.comparingLong(OrderAssigned::assignedAtMillis))
                .collect(Collectors.groupingBy(order -> part.numberOf(order.driver()) % drivers));
        for (var number = 0; number < drivers; number++) {
            var id = part.driver(number);
            var at = workplace.board().lastSeen(id).orElseGet(() -> Region.of(random.nextInt(Region.COUNT)));
            agents.start("driver-" + id, new Driver(id, at, byDriver.getOrDefault(number, List.of()), workplace));
        }
    }
}
