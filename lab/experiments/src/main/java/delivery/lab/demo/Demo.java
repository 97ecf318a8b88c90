package delivery.lab.demo;

import delivery.app.AppException;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** One run of the demo: starts everyone, shows how far they are, and in the end lets the audit speak. One thread's. */
final class Demo {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int LOOKS_A_WORD = 10;
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration AUDITED = Duration.ofSeconds(90);

    private final DemoCommand flags;
    private final Suite suite;
    private Program producer;
    private Program driver;

    Demo(DemoCommand flags, Launcher launcher) {
        this.flags = flags;
        suite = new Suite(launcher, flags.stream, Wiring.DIRECT);
    }

    /** The stream and the server first, then everyone else at once. */
    void start() {
        var logs = suite.launcher().folder();
        if (flags.hasDemandFile()) {
            checkDemand();
        }
        suite.beginServer(
                Integer.toString(flags.httpPort),
                "--stream-name",
                flags.stream,
                "--state-dir",
                logs.resolve("state").toString());
        var shards = flags.aws || flags.endpoint != null ? makeStream() : startKinesis();
        suite.awaitServer();
        if (flags.hasOneConsumer()) {
            suite.startConsumer("consumer", "--all-shards");
        } else {
            shards.forEach(shard -> suite.startConsumer("consumer-" + shard, "--shard", shard));
        }
        var orders = new ArrayList<>(List.of("--rate", Double.toString(flags.rate), "--demand", flags.demand()));
        if (flags.duration != null) {
            orders.addAll(List.of("--duration", flags.duration.toMillis() + "ms"));
        }
        producer = suite.run("producer-main", orders.toArray(String[]::new));
        var drivers = Integer.toString(flags.drivers());
        var timeScale = Double.toString(flags.timeScale);
        driver = suite.run("producer-driver", "--drivers", drivers, "--time-scale", timeScale);
        say("stream " + flags.stream + " at " + (flags.aws ? "AWS" : suite.endpoint()) + ", page on " + suite.page());
        say("logs in " + logs + ", Ctrl-C to stop");
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
        for (var look = 1; producer.isAlive(); look++) {
            suite.launcher().pause(LOOK);
            for (var each : suite.launcher().programs()) {
                if (!each.isAlive() && !each.isOf("producer-main") && !each.isOf("stream-admin")) {
                    throw each.failure();
                }
            }
            if (look % LOOKS_A_WORD == 0) {
                RankingAnswer.tryAt(suite.page(), ANSWER).ifPresent(Demo::sayProgress);
            }
        }
        if (producer.exitCode() != 0) {
            throw producer.failure();
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
        if (producer == null || driver == null) {
            return false;
        }
        say("stopping the producers, and letting the rest drain; Ctrl-C again to end at once ...");
        producer.tellToStop();
        driver.tellToStop();
        producer.awaitExit();
        driver.awaitExit();
        return producer.stderr().matches("(?s).*\\b[1-9][0-9]* orders made.*");
    }

    /** What the audit says of the run; with its exit code if not all is exact. */
    void report() {
        var audit = suite.audit("--output", flags.wantsJson() ? "json" : "text");
        var code = audit.awaitExit(AUDITED);
        System.out.print(audit.stdout());
        System.out.flush();
        suite.close();
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

    private static void say(String line) {
        System.err.println(line);
    }
}
