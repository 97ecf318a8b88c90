package delivery.ranking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.app.ExitCode;
import delivery.app.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Main main = new Main();

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void leave() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    @Test
    void saysWhereItListensServesAndStopsWithZero() throws Exception {
        var exitCode = new AtomicInteger(-1);
        var program = new Thread(() -> exitCode.set(main.execute(
                "--port",
                "0",
                "--http-port",
                "0",
                "--state-dir",
                folder.resolve("state").toString(),
                "--region",
                "eu-west-1",
                "--endpoint-url",
                "http://127.0.0.1:4567",
                "--profile",
                "p")));
        program.start();
        await().until(() -> out.toString(UTF_8).endsWith("\n"));
        var line = out.toString(UTF_8);
        var said = Pattern.compile(
                        "ranking-server listening on 127\\.0\\.0\\.1:(\\d+), page on (http://127\\.0\\.0\\.1:\\d+/)\n")
                .matcher(line);
        assertThat(said.matches()).as(line).isTrue();
        assertThat(status(said.group(2) + "readyz")).isEqualTo(200);
        assertThat(status(said.group(2) + "metrics")).isEqualTo(200);
        assertThat(folder.resolve("state")).isDirectory();
        main.stopSignal().stop();
        Threads.join(program);
        assertThat(exitCode).hasValue(ExitCode.DONE);
        assertThat(out.toString(UTF_8)).isEqualTo(line);
    }

    /** T39, T40. */
    @Test
    void aStateFolderIsOneServersAndOutlivesIt() throws Exception {
        var folderFlags = new String[] {"--port", "0", "--http-port", "0", "--state-dir", folder.toString()};
        var program = new Thread(() -> main.execute(folderFlags));
        program.start();
        await().until(() -> out.toString(UTF_8).endsWith("\n"));
        assertThat(new Main().execute(folderFlags)).isEqualTo(ExitCode.FAILED);
        assertThat(errors()).singleElement().asString().contains(folder.toString(), "another ranking server");
        main.stopSignal().stop();
        Threads.join(program);

        for (var snapshot : snapshots()) {
            Files.writeString(snapshot, "damaged");
        }
        assertThat(new Main().execute(folderFlags)).isEqualTo(ExitCode.FAILED);
        assertThat(errors()).hasSize(2).last().asString().contains("no snapshot can be read", "move the files away");
        for (var snapshot : snapshots()) {
            Files.delete(snapshot);
        }
        var again = new Main();
        var second = new Thread(() -> again.execute(folderFlags));
        second.start();
        await().until(() -> out.toString(UTF_8).lines().count() == 2);
        again.stopSignal().stop();
        Threads.join(second);
        assertThat(snapshots()).isNotEmpty();
    }

    private List<String> errors() {
        return err.toString(UTF_8)
                .lines()
                .filter(line -> line.startsWith("error: "))
                .toList();
    }

    private List<Path> snapshots() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".bin")).toList();
        }
    }

    private static int status(String url) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port 70000",
                "--http-port -1",
                "--bind 0.0.0.0",
                "--bind no-such-host.invalid",
                "--token-file /no/such/file",
                "--state-dir=",
                "--token-file=",
                "--tls-cert /no/such/file --tls-key /no/such/file",
                "--tls-cert /no/such/file",
                "--tls-key /no/such/file",
                "--window 0s",
                "--window 500ms",
                "--window 7h",
                "--window soon",
                "--state-dir /dev/null/x",
                "--snapshot-interval 99ms",
                "--snapshot-interval 61m",
                "--retention 9m",
                "--launcher-url http://192.0.2.1:8081",
                "--launcher-url https://127.0.0.1:8081",
                "--launcher-url http://127.0.0.1:70000",
                "--launcher-url http://127.0.0.1:8081;script-src",
                "--nonsense"
            })
    void aWrongFlagIsOneLineAndExitCodeTwo(String flags) {
        assertThat(main.execute(flags.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(UTF_8))
                .startsWith("error: ")
                .contains(flags.split("[ =]")[0])
                .doesNotContain("\tat ");
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void anEmptyTokenIsNone() throws IOException {
        var file = Files.writeString(folder.resolve("token"), " \n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(main.execute("--token-file", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(errors()).singleElement().asString().contains("is empty");
    }

    @Test
    void whoIsReachedFromElsewhereKnowsNoLauncher() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var flags = "--bind 0.0.0.0 --launcher-url http://127.0.0.1:8081 --token-file " + file;
        assertThat(main.execute(flags.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(errors())
                .singleElement()
                .asString()
                .contains("--launcher-url and --bind 0.0.0.0 exclude each other");
    }

    @Test
    void aTokenThatOthersMayReadIsRefused() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(main.execute("--token-file", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(errors()).singleElement().asString().contains("chmod 600 " + file);
    }

    @Test
    void aTakenPortIsExitCodeOneAndLeavesNothingRunning() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            assertThat(main.execute("--port", port, "--http-port", "0")).isEqualTo(ExitCode.FAILED);
            assertThat(main.execute("--port", "0", "--http-port", port)).isEqualTo(ExitCode.FAILED);
        }
        assertThat(err.toString(UTF_8).lines().filter(line -> line.startsWith("error: cannot listen on port")))
                .hasSize(2);
        assertThat(err.toString(UTF_8).lines()).as("nothing else").hasSize(2);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("web") || name.equals("accept") || name.equals("ranking-loop")));
    }

    @Test
    void helpSaysThatItNeverTalksToAws() {
        assertThat(main.execute("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("Never talks to AWS").contains("--token-file");
    }
}
