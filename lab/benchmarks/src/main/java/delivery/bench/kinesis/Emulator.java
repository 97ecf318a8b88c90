package delivery.bench.kinesis;

import delivery.app.StopSignal;
import delivery.bench.compare.Bench;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server under load, as a process of its own so that its CPU time and memory can be told from the client's. */
final class Emulator implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Launcher launcher;
    private final Program program;
    private final int port;
    private final double secondsToFirstAnswer;

    private Emulator(Launcher launcher, Program program, int port, double secondsToFirstAnswer) {
        this.launcher = launcher;
        this.program = program;
        this.port = port;
        this.secondsToFirstAnswer = secondsToFirstAnswer;
    }

    static Emulator localKinesis(Path jar, List<String> jvmFlags, String... flags) throws IOException {
        var port = Bench.freePort();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of("-jar", jar.toString(), "--port", Integer.toString(port)));
        command.addAll(List.of(flags));
        return start(port, Path.of("."), Map.of(), command);
    }

    /** {@link NullEndpoint}, of this class path. */
    static Emulator nullEndpoint() throws IOException {
        var port = Bench.freePort();
        return start(
                port,
                Path.of("."),
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NullEndpoint.class.getName(),
                        Integer.toString(Requests.SHARDS),
                        "0",
                        Integer.toString(port)));
    }

    static Emulator kinesalite(Path nodeModules) throws IOException {
        var port = Bench.freePort();
        return start(
                port,
                nodeModules.resolve("kinesalite"),
                Map.of(),
                List.of("node", "cli.js", "--port", Integer.toString(port), "--shardLimit", "1000"));
    }

    static Emulator kinesisLocal(Path nodeModules) throws IOException {
        var port = Bench.freePort();
        // It reads server.json from its working directory.
        return start(
                port,
                nodeModules.resolve("kinesis-local"),
                Map.of(
                        "KINESIS_MOCK_PLAIN_PORT",
                        Integer.toString(port),
                        "KINESIS_MOCK_TLS_PORT",
                        Integer.toString(Bench.freePort()),
                        "SHARD_LIMIT",
                        "1000",
                        "LOG_LEVEL",
                        "ERROR"),
                List.of("node", "main.js"));
    }

    private static Emulator start(int port, Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        var launcher = Launcher.ofRun(Path.of("."), "benchmark", true, new StopSignal());
        try {
            var from = System.nanoTime();
            var program = launcher.command("emulator", directory, environment, command);
            return new Emulator(launcher, program, port, firstAnswer(program, port, from));
        } catch (IOException | RuntimeException e) {
            launcher.kill();
            throw e;
        }
    }

    private static double firstAnswer(Program program, int port, long from) throws IOException {
        while (System.nanoTime() - from < START_LIMIT.toNanos()) {
            try (var connection = new HttpConnection(port)) {
                if (connection.send(Requests.listStreams()) == 200) {
                    return (System.nanoTime() - from) / 1e9;
                }
            } catch (IOException e) {
                if (!program.isAlive()) {
                    throw new IOException(program.lastWords(), e);
                }
            }
            Bench.pause(5);
        }
        throw new IOException("no answer within " + START_LIMIT);
    }

    /** With the seven shards the loads go to, and ACTIVE. */
    void createStream(String stream) throws IOException {
        try (var connection = connect()) {
            connection.call(Requests.createStream(stream));
            var request = Requests.describeStream(stream);
            for (connection.send(request); !connection.text().contains("ACTIVE"); connection.send(request)) {
                Bench.pause(50);
            }
        }
    }

    HttpConnection connect() throws IOException {
        return new HttpConnection(port);
    }

    double secondsToFirstAnswer() {
        return secondsToFirstAnswer;
    }

    long pid() {
        return program.pid();
    }

    /** User and system time so far. */
    double cpuSeconds() {
        return program.cpuSeconds();
    }

    long rssMebibytes() {
        return program.residentBytes() / (1024 * 1024);
    }

    @Override
    public void close() {
        launcher.close();
    }
}
