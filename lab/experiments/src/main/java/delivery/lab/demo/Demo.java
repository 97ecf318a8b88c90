package delivery.lab.demo;

import delivery.app.AppException;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Leases;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One run of the demo: starts everyone, shows how far they are, and in the end lets the audit speak. One thread's. */
final class Demo implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final Duration TURN = Duration.ofMillis(100);
    private static final int TURNS_A_WORD = 50;
    /** What was killed last is started again, and written off. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private static final Duration AUDITED = Duration.ofSeconds(90);

    private final DemoCommand flags;
    private final Suite suite;
    private final HarmDoor door = HarmDoor.open();
    private final DemoClock clock;
    private DemoPrograms programs;
    private HarmRun harms;
    private long producedAt;

    Demo(DemoCommand flags, Launcher launcher) {
        this.flags = flags;
        suite = new Suite(launcher, flags.stream, Wiring.DIRECT);
        clock = new DemoClock(launcher.folder());
    }

    /** The stream and the server first, then everyone else at once. */
    void start() {
        var logs = suite.launcher().folder();
        if (flags.hasDemandFile()) {
            checkDemand();
        }
        var serverFlags = serverFlags(logs);
        suite.beginServer(Integer.toString(flags.httpPort), serverFlags);
        var shards = flags.aws || flags.endpoint != null ? makeStream() : startKinesis();
        var server = new Kept("ranking server", suite.awaitServer(), () -> serverAgain(serverFlags));
        door.letIn(suite.page());
        var consumers = startConsumers(shards);
        var producer = keep("orders", this::startOrders);
        var drivers = keep("drivers", this::startDrivers);
        programs = new DemoPrograms(server, consumers, producer, drivers, new DeadSources(suite));
        harms = new HarmRun(suite, programs, door, new ShardSurgery(suite, flags.shards), clock, suite.ranking());
        say("stream " + flags.stream + " at " + (flags.aws ? "AWS" : suite.endpoint()) + ", page on " + suite.page());
        say("to hurt it, open " + door.link(suite.page()));
        say("logs in " + logs + ", Ctrl-C to stop");
    }

    private String[] serverFlags(Path logs) {
        var all = new ArrayList<>(List.of("--stream-name", flags.stream, "--launcher-url", door.url()));
        all.addAll(List.of("--state-dir", logs.resolve("state").toString()));
        if (flags.record != null) {
            // It runs in a folder of its own.
            all.addAll(List.of("--record", flags.record.toAbsolutePath().toString()));
            all.addAll(List.of("--record-every", flags.recordEvery.toMillis() + "ms"));
        }
        return all.toArray(String[]::new);
    }

    private static Kept keep(String title, Supplier<Program> start) {
        return new Kept(title, start.get(), start);
    }

    private Program serverAgain(String... serverFlags) {
        suite.in(clock.environment());
        try {
            return suite.startServerAgain(serverFlags);
        } finally {
            suite.in(Map.of());
        }
    }

    private List<Kept> startConsumers(List<String> shards) {
        if (flags.fleet != null) {
            return startFleet();
        }
        return flags.hasOneConsumer()
                ? List.of(keep("consumer of all shards", () -> suite.startConsumer("consumer", "--all-shards")))
                : shards.stream().map(this::consumerOf).toList();
    }

    /** @param shard its id or its number */
    private Kept consumerOf(String shard) {
        var title = "consumer of shard " + shard.replaceFirst("^shardId-0*(?=.)", "");
        return keep(title, () -> suite.startConsumer("consumer-" + shard, "--shard", shard));
    }

    private Program startOrders() {
        var orders = new ArrayList<>(List.of("--rate", Double.toString(flags.rate), "--demand", flags.demand()));
        orders.addAll(List.of("--routing", flags.routing));
        if (flags.duration != null) {
            // Another one in place of one that was killed ends when that would have.
            var left = flags.duration.toMillis() - (producedAt == 0 ? 0 : (System.nanoTime() - producedAt) / 1_000_000);
            orders.addAll(List.of("--duration", Math.max(1_000, left) + "ms"));
        }
        producedAt = producedAt == 0 ? System.nanoTime() : producedAt;
        return suite.run("producer-main", orders.toArray(String[]::new));
    }

    private Program startDrivers() {
        var drivers = Integer.toString(flags.drivers());
        return suite.run("producer-driver", "--drivers", drivers, "--time-scale", Double.toString(flags.timeScale));
    }

    /** Leases that move within seconds: nobody watches a demo for a minute until it begins. */
    private List<Kept> startFleet() {
        var leases = Leases.start(suite.launcher());
        return IntStream.rangeClosed(1, flags.fleet)
                .mapToObj(n -> "worker-" + n)
                .map(name -> keep(name, () -> suite.startWorker(name, leases, "--failover", "2s")))
                .toList();
    }

    /** What may be in the file its program knows; a stream may cost, and is not made for a bad one. */
    private void checkDemand() {
        var check = suite.launcher()
                .jar("demand", "producer-main", Map.of(), false, "--demand", flags.demand(), "--check-flags");
        if (check.awaitExit() != 0) {
            throw new AppException(check.exitCode(), check.lastLine().replaceFirst("^error: ", ""));
        }
    }

    private List<String> startKinesis() {
        suite.startKinesis(flags.shards, flags.noLimits ? new String[] {"--no-limits"} : new String[0]);
        return IntStream.range(0, flags.shards).mapToObj(Integer::toString).toList();
    }

    /** Unless it is there already: its open shards. */
    private List<String> makeStream() {
        suite.useKinesis(flags.aws ? null : URI.create(flags.endpoint));
        suite.createStream(flags.shards, "--if-missing");
        return suite.admin("shards").lines().toList();
    }

    /** Until the orders end, or it is told to stop. */
    void runUntilStopped() {
        for (var turn = 1; !programs.areOrdersOver(); turn++) {
            suite.launcher().pause(TURN);
            if (suite.kinesis() != null && !suite.kinesis().isAlive()) {
                throw suite.kinesis().failure();
            }
            harms.turn();
            if (turn % TURNS_A_WORD == 0) {
                sayProgress(harms.latest());
            }
        }
    }

    private static void sayProgress(RankingAnswer ranking) {
        say(String.format(
                Locale.ROOT,
                "%s  created %d  assigned %d  completed %d  missing %d",
                TIME.format(LocalTime.now(ZoneId.systemDefault())),
                ranking.created(),
                ranking.assigned(),
                ranking.completed(),
                ranking.audit("missing")));
    }

    /** Stops the sources; whether there is something to report. */
    boolean hasOrders() {
        if (harms == null) {
            return false;
        }
        say("stopping the producers, and letting the rest drain; Ctrl-C again to end at once ...");
        harms.settle();
        var sources = List.of(programs.producer().process(), programs.drivers().process());
        sources.forEach(Program::tellToStop);
        sources.forEach(Program::awaitExit);
        var begun = System.nanoTime();
        while (!harms.isSettled() && System.nanoTime() - begun < SETTLED.toNanos()) {
            suite.launcher().pause(TURN);
        }
        return harms.latest().created() > 0 || sources.get(0).stderr().matches("(?s).*\\b[1-9][0-9]* orders made.*");
    }

    /** What the audit says of the run; with its exit code if not all is exact. */
    void report() {
        var audit = suite.audit("--output", flags.wantsJson() ? "json" : "text");
        var code = audit.awaitExit(AUDITED);
        System.out.print(audit.stdout());
        System.out.flush();
        suite.close();
        if (flags.record != null) {
            RunMarks.append(flags.record, harms.incidents());
            say("recorded: ./delivery replay " + flags.record);
        }
        if (suite.kinesis() != null) {
            say("local-kinesis " + suite.kinesis().lastLine().replaceAll(".*stopped: ", ""));
        }
        if (flags.aws) {
            say("the stream costs until you delete it: scripts/stream.sh delete --stream-name " + flags.stream);
        }
        if (code != 0) {
            throw new AppException(code, audit.lastLine().replaceFirst("^error: ", ""));
        }
    }

    @Override
    public void close() {
        door.close();
        if (harms != null) {
            harms.close();
        }
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
