package delivery.lab.demo;

import delivery.app.AppException;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Ranking;
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
    private final Launcher launcher;
    private final List<String> streamFlags = new ArrayList<>();
    /** Of whom none may end before it is told to. */
    private final List<Program> running = new ArrayList<>();

    private String endpoint;
    private Program kinesis;
    private Program producer;
    private Program driver;
    private URI page;

    Demo(DemoCommand flags, Launcher launcher) {
        this.flags = flags;
        this.launcher = launcher;
        endpoint = flags.endpoint;
    }

    /** The stream and the server first, then everyone else at once. */
    void start() {
        var state = launcher.folder().resolve("state").toString();
        var port = Integer.toString(flags.httpPort);
        var server = jar(
                "ranking-server",
                List.of("--port", "0", "--http-port", port, "--stream-name", flags.stream, "--state-dir", state));
        var shards = flags.aws || endpoint != null ? makeStream() : startKinesis();
        var line = server.awaitLine("listening on");
        var socket = line.replaceAll(".*listening on ([^,]*),.*", "$1");
        page = URI.create(lastWord(line));
        for (var shard : shards) {
            jar("consumer-" + shard, "consumer", list(streamFlags, "--shard", shard, "--server", socket));
        }
        var orders = list(streamFlags, "--rate", Double.toString(flags.rate));
        if (flags.duration != null) {
            orders.addAll(List.of("--duration", flags.duration.toMillis() + "ms"));
        }
        producer = jar("producer-main", orders);
        var drivers = Integer.toString(flags.drivers);
        driver = jar(
                "producer-driver",
                list(streamFlags, "--drivers", drivers, "--time-scale", Double.toString(flags.timeScale)));
        say("stream " + flags.stream + " at " + (flags.aws ? "AWS" : endpoint) + ", page on " + page);
        say("logs in " + launcher.folder() + ", Ctrl-C to stop");
    }

    private List<String> startKinesis() {
        var quotas = flags.noLimits ? List.of("--no-limits") : List.<String>of();
        kinesis = jar("local-kinesis", list(quotas, "--port", "0", "--stream", flags.stream + ":" + flags.shards));
        endpoint = lastWord(kinesis.awaitLine("listening on"));
        useStream();
        return IntStream.range(0, flags.shards).mapToObj(Integer::toString).toList();
    }

    /** Unless it is there already: its open shards. */
    private List<String> makeStream() {
        useStream();
        admin("create", "--shards", Integer.toString(flags.shards), "--if-missing", "--wait");
        return admin("shards").stdout().lines().toList();
    }

    private void useStream() {
        streamFlags.addAll(List.of("--stream-name", flags.stream));
        if (!flags.aws) {
            streamFlags.addAll(List.of("--endpoint-url", endpoint));
        }
    }

    private Program admin(String... words) {
        var arguments = list(streamFlags);
        arguments.addAll(0, List.of(words));
        var admin = launcher.jar(words[0], "stream-admin", Map.of(), false, arguments);
        if (admin.awaitExit(AUDITED) != 0) {
            throw failed(admin);
        }
        return admin;
    }

    private Program jar(String module, List<String> arguments) {
        return jar(module, module, arguments);
    }

    private Program jar(String name, String module, List<String> arguments) {
        var program = launcher.jar(name, module, Map.of(), false, arguments);
        running.add(program);
        return program;
    }

    /** Until the orders end, or it is told to stop. */
    void runUntilStopped() {
        for (var look = 1; producer.isAlive(); look++) {
            launcher.pause(LOOK);
            for (var each : running) {
                if (each != producer && !each.isAlive()) {
                    throw failed(each);
                }
            }
            if (look % LOOKS_A_WORD == 0) {
                Ranking.tryAt(page, ANSWER).ifPresent(Demo::sayProgress);
            }
        }
        if (producer.exitCode() != 0) {
            throw failed(producer);
        }
    }

    private static void sayProgress(Ranking ranking) {
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
        var audit = launcher.jar("stream-admin", "audit", "--server", page.getAuthority(), "--closed", "--wait", "60s");
        var code = audit.awaitExit(AUDITED);
        System.out.print(audit.stdout());
        System.out.flush();
        launcher.close();
        if (kinesis != null) {
            System.out.println("local-kinesis " + kinesis.lastLine().replaceAll(".*stopped: ", ""));
        }
        if (flags.aws) {
            say("the stream " + flags.stream + " costs until you delete it: scripts/stream.sh delete --stream-name "
                    + flags.stream);
        }
        if (code != 0) {
            throw new AppException(code, audit.lastLine().replaceFirst("^error: ", ""));
        }
    }

    private static AppException failed(Program program) {
        return new AppException(Math.max(1, program.exitCode()), program.lastWords());
    }

    private static void say(String line) {
        System.err.println(line);
    }

    private static List<String> list(List<String> first, String... more) {
        var all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }

    private static String lastWord(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }
}
