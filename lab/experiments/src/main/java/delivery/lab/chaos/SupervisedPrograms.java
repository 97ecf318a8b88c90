package delivery.lab.chaos;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every program but the stream, each under supervision. One thread's. */
final class SupervisedPrograms {
    /** Up to date: no shard is further behind than this. */
    private static final double SMALL_LAG_SECONDS = 2;

    /** What a server needs to come up, on a machine that is busy. */
    private static final Duration SERVER_COMES_UP = Duration.ofSeconds(10);

    private final List<String> endedByThemselves = new ArrayList<>();
    private final List<String> foundNoServer = new ArrayList<>();
    /** Those whose log nobody reads at the moment. */
    private final Set<Program> full = new HashSet<>();

    private final Suite suite;
    private final Troubles troubles;
    private final Supervised server;
    private final List<Supervised> consumers;
    private final Supervised producer;
    private final Supervised driver;

    /** Starts them all. */
    SupervisedPrograms(Suite suite, Troubles troubles, int shards, double rate, List<String> serverFlags) {
        this.suite = suite;
        this.troubles = troubles;
        var flags = serverFlags.toArray(String[]::new);
        server = new Supervised(suite.startServer(flags), () -> suite.startServerAgain(flags));
        consumers = IntStream.range(0, shards)
                .mapToObj(shard -> Supervised.start(() -> suite.startConsumer(shard)))
                .toList();
        producer = Supervised.start(() -> suite.run("producer-main", "--rate", Double.toString(rate)));
        // Many quick drivers: every kill finds deliveries under way and puts on their way.
        driver = Supervised.start(
                () -> suite.run("producer-driver", "--drivers", "40", "--time-scale", "20", "--rest", "5s"));
    }

    Supervised server() {
        return server;
    }

    List<Supervised> consumers() {
        return consumers;
    }

    /** kill -9, all that are struck before the first is started again. */
    void kill(Strike strike) {
        var struck = struckBy(strike).toList();
        struck.forEach(Supervised::kill);
        struck.forEach(Supervised::startAgain);
    }

    /** Another consumer takes the shard over; the one before is the caller's from now on. */
    void takeOver(int shard) {
        consumers.get(shard).replaceBy(suite.startConsumer(shard, "--takeover"));
    }

    long[] consumersResidentBytes() {
        return consumers.stream()
                .mapToLong(consumer -> consumer.process().residentBytes())
                .toArray();
    }

    /** Starts again what has ended by itself. */
    void tend() {
        all().filter(each -> !each.process().isAlive()).forEach(each -> {
            (foundNoServer(each) ? foundNoServer : endedByThemselves)
                    .add(each.process().lastWords());
            each.startAgain();
        });
    }

    /** As the contract says: a consumer that finds no server for five seconds at its start ends with code 4. */
    private boolean foundNoServer(Supervised program) {
        return program.process().isOf("consumer")
                && program.process().exitCode() == ExitCode.UNREACHABLE
                && !program.process().stderr().contains("reading on from")
                && server.age().minus(program.age()).compareTo(SERVER_COMES_UP) < 0;
    }

    /** Consumers that were started while the server was not up yet, and did not wait longer than they should. */
    List<String> foundNoServer() {
        return foundNoServer;
    }

    List<String> endedByThemselves() {
        return endedByThemselves;
    }

    /** SIGTERM for those that put events on the stream. */
    void stopProducers() {
        for (var each : List.of(producer, driver)) {
            if (each.process().terminate() != 0) {
                throw AppException.failed(each.process().lastWords());
            }
        }
    }

    /** Whether the driver process of the moment has read the stream, and its drivers look for orders. */
    boolean hasDriverBegun() {
        return driver.process().source().isPresent();
    }

    /** The driver process that was the last to work. */
    String driverSource() {
        return driver.process().source().orElseThrow();
    }

    /** Whether every shard is brought on, and both producers have events in the ranking. */
    boolean isAtWork(RankingAnswer ranking) {
        return IntStream.range(0, consumers.size()).allMatch(shard -> ranking.read(shardId(shard)) > 0)
                && hasWorkOf(producer).and(hasWorkOf(driver)).test(ranking);
    }

    /** What the ranking has to show before that blow is made good. Judged by the processes of the moment. */
    Predicate<RankingAnswer> isMadeGood(Strike strike, RankingAnswer before) {
        return switch (strike.target()) {
            case server -> isCaughtUpWith(before);
            case consumer -> isBroughtOn(strike.which(), before);
            case producer -> hasWorkOf(producer);
            case driver -> hasDriversWork();
            case clock, pipe, line -> goesOn(before);
            case all ->
                IntStream.range(0, consumers.size())
                        .mapToObj(shard -> isBroughtOn(shard, before))
                        .reduce(isCaughtUpWith(before), Predicate::and)
                        .and(hasWorkOf(producer))
                        .and(hasDriversWork());
        };
    }

    private static Predicate<RankingAnswer> isCaughtUpWith(RankingAnswer before) {
        return now -> now.audit("read") >= before.audit("read") && now.lagSeconds() < SMALL_LAG_SECONDS;
    }

    private Predicate<RankingAnswer> isBroughtOn(int shard, RankingAnswer before) {
        var shardId = shardId(shard);
        return now -> now.read(shardId) > before.read(shardId)
                && now.consumerPid(shardId) == consumers.get(shard).process().pid();
    }

    /** Unless there is none for them. */
    private Predicate<RankingAnswer> hasDriversWork() {
        return now -> troubles.areOrdersOld() || hasWorkOf(driver).test(now);
    }

    private static Predicate<RankingAnswer> hasWorkOf(Supervised program) {
        return now -> program.process()
                .source()
                .filter(source -> now.applied(source) > 0)
                .isPresent();
    }

    private static String shardId(int shard) {
        return String.format(Locale.ROOT, "shardId-%012d", shard);
    }

    /** Every shard is brought on, and both producers' events arrive, more of them than before. */
    private Predicate<RankingAnswer> goesOn(RankingAnswer before) {
        return IntStream.range(0, consumers.size())
                .mapToObj(shard -> isBroughtOn(shard, before))
                .reduce(isCaughtUpWith(before), Predicate::and)
                .and(hasMoreWorkOf(producer, before))
                .and(now ->
                        troubles.areOrdersOld() || hasMoreWorkOf(driver, before).test(now));
    }

    private static Predicate<RankingAnswer> hasMoreWorkOf(Supervised program, RankingAnswer before) {
        return now -> program.process()
                .source()
                .filter(source -> now.applied(source) > before.applied(source))
                .isPresent();
    }

    /** Makes a trouble, which {@link #end} ends. */
    void begin(Strike strike) {
        switch (strike.target()) {
            case clock -> troubles.setClock(nameOf(strike.which()), strike.size());
            case pipe -> {
                var process = program(strike.which()).process();
                if (process.isAlive() && !isFull(process)) {
                    full.add(process);
                    process.stopReadingLog();
                }
            }
            case line -> troubles.slowDown(strike);
            default -> throw new IllegalArgumentException(strike + " is no trouble");
        }
    }

    /** A clock stays as it was set; what else was made difficult is not any more. */
    void end(Strike strike) {
        switch (strike.target()) {
            case pipe -> {
                full.forEach(Program::readLogAgain);
                full.clear();
            }
            case line -> troubles.free(strike);
            default -> {
                // Whoever set a clock does not set it back.
            }
        }
    }

    private boolean isFull(Program process) {
        return full.contains(process);
    }

    private Supervised program(int which) {
        return which < consumers.size()
                ? consumers.get(which)
                : List.of(server, producer, driver).get(which - consumers.size());
    }

    private String nameOf(int which) {
        return which < consumers.size()
                ? "consumer-" + which
                : List.of("ranking-server", "producer-main", "producer-driver").get(which - consumers.size());
    }

    private Stream<Supervised> struckBy(Strike strike) {
        return switch (strike.target()) {
            case clock, pipe, line -> throw new IllegalArgumentException(strike + " kills nobody");
            case server -> Stream.of(server);
            case consumer -> Stream.of(consumers.get(strike.which()));
            case producer -> Stream.of(producer);
            case driver -> Stream.of(driver);
            case all -> all();
        };
    }

    private Stream<Supervised> all() {
        return Stream.concat(Stream.of(server, producer, driver), consumers.stream());
    }
}
