package delivery.lab.demo;

import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.ExitCode;
import delivery.app.StopSignal;
import delivery.app.Waiter;
import delivery.lab.launcher.LabCommand;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Leases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/demo.sh}. */
@Command(
        name = "scripts/demo.sh",
        description = "The whole suite in one command: a local Kinesis, the ranking server, one consumer per shard,"
                + " orders and drivers.%n",
        footer = {
            "",
            "At the end, and at Ctrl-C, it stops the producers, lets the rest drain, and prints the report. It exits with"
                    + " the audit's code: 0 if all is exact, 3 if it found loss or double counting, 1 if it could not prove"
                    + " either within a minute. Ctrl-C before the first order ends it with 130, and so does a second one"
                    + " while it drains. Logs and state are in target/demo/TIME-PROCESS, a folder a run;"
                    + " target/demo/latest is the newest.",
            "",
            "Of the two links that it prints the second one opens the page with buttons that hurt the demo: docs/demo.md."
        })
public final class DemoCommand extends LabCommand {
    /** For the audit's minute, and the programs' ends around it. */
    private static final Duration DRAINS = Duration.ofSeconds(120);

    private static final String UNIFORM = "uniform";
    private static final String CITY = "city";
    private static final int UNIFORM_DRIVERS = 10;
    /** How many that takes is measured: docs/demand.md. */
    private static final int CITY_DRIVERS = 100;

    @Option(
            names = "--duration",
            paramLabel = "60s",
            converter = Durations.class,
            description = "How long to make orders (default: until Ctrl-C).")
    Duration duration;

    @Option(names = "--shards", paramLabel = "K", description = "Shards, and consumers (7).")
    int shards = 7;

    @Option(names = "--rate", paramLabel = "R", description = "Orders a second (11.1).")
    double rate = 11.1;

    @Option(
            names = "--demand",
            paramLabel = "uniform|city|FILE",
            description = "Where orders come from and when, as producer-main knows it (city).")
    private String demand = CITY;

    @Option(
            names = "--drivers",
            paramLabel = "N",
            description =
                    "Drivers (100, who serve nine of ten orders of the city at 11.1 a second; with --demand uniform 10).")
    private Integer drivers;

    @Option(
            names = "--processes",
            paramLabel = "many|few",
            description = "A consumer process for each shard, or one for all of them, with less memory (many).")
    private String processes = "many";

    @Option(
            names = "--fleet",
            paramLabel = "N",
            description =
                    "Instead of consumers so many workers of consumer-fleet, which share the shards by leases; needs"
                            + " npm's dynalite (docs/fleet.md).")
    Integer fleet;

    @Option(names = "--time-scale", paramLabel = "X", description = "How much faster than real time they drive (10).")
    double timeScale = 10;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Where the page is; 0 for any free port, for a second demo beside the first (8080).")
    int httpPort = 8080;

    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            description = "Use this Kinesis (LocalStack, kinesis-local, ...) instead of starting local-kinesis.")
    String endpoint;

    @Option(
            names = "--aws",
            description = "Use the account and region of your AWS configuration. It costs: the stream stays, until you"
                    + " delete it with scripts/stream.sh delete.")
    boolean aws;

    @Option(names = "--stream-name", paramLabel = "NAME", description = "What the stream is called (DeliveryStream).")
    String stream = "DeliveryStream";

    @Option(names = "--no-limits", description = "local-kinesis without the quotas of a real stream.")
    boolean noLimits;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "Write down what the page shows, and what is done to the demo, to be played by 'delivery replay FILE'.")
    Path record;

    @Option(
            names = "--record-every",
            paramLabel = "500ms",
            converter = Durations.class,
            description = "How often --record looks (500ms; 100ms to 1m).")
    Duration recordEvery = Duration.ofMillis(500);

    @Option(
            names = "--routing",
            paramLabel = "WAY",
            description =
                    "Which shard an order goes to, as producer-main knows it: cycle, order, region, random or hot (cycle).")
    String routing = "cycle";

    @Option(
            names = "--no-build",
            description =
                    "Run the jars that are there. Without it, one that is missing or older than its sources is built.")
    @SuppressWarnings("unused") // the script has done it by now
    private boolean noBuild;

    private volatile boolean draining;

    /** As producer-main takes it, which runs in a folder of its own. */
    String demand() {
        return hasDemandFile() ? Path.of(demand).toAbsolutePath().toString() : demand;
    }

    boolean hasDemandFile() {
        return !demand.equals(UNIFORM) && !demand.equals(CITY);
    }

    boolean hasOneConsumer() {
        return processes.equalsIgnoreCase("few");
    }

    int drivers() {
        return drivers != null ? drivers : demand.equals(UNIFORM) ? UNIFORM_DRIVERS : CITY_DRIVERS;
    }

    @Override
    protected Duration patience() {
        return DRAINS;
    }

    @Override
    protected void checkMachine() {
        if (fleet != null) {
            Leases.check(suite(), "--fleet");
        }
        if (hasDemandFile() && !isFile(demand)) {
            throw AppException.usage(
                    "--demand '" + demand + "' is neither uniform, city nor a file that can be read: docs/demand.md");
        }
        if (record != null && Files.exists(record)) {
            throw AppException.usage("--record " + record + " is there already: give another file");
        }
        if (httpPort != 0 && answers(httpPort)) {
            throw AppException.failed("cannot listen on port " + httpPort
                    + " (something answers there, another demo?): stop it, or give another --http-port");
        }
    }

    private static boolean isFile(String name) {
        try {
            return Files.isReadable(Path.of(name)) && !Files.isDirectory(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    protected void work() {
        Waiter never = new StopSignal();
        Waiter waiter = time -> (draining ? never : stopSignal()).await(time);
        try (var launcher = Launcher.ofRun(suite(), "demo", false, waiter);
                var demo = new Demo(this, launcher)) {
            try {
                demo.start();
                demo.runUntilStopped();
            } catch (Launcher.Stopped e) {
                // as it should end, unless it was told while it started
            }
            draining = true;
            if (!demo.hasOrders()) {
                throw new AppException(ExitCode.STOPPED, "stopped before the first order: nothing to report");
            }
            demo.report();
        }
    }
}
