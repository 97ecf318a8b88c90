package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.program.App;
import delivery.lab.chaos.ChaosCommand;
import delivery.lab.demo.DemoCommand;
import delivery.lab.experiments.ExperimentCommand;
import delivery.lab.launcher.Program;
import delivery.lab.verify.VerifyCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the scripts do before they build or start anything; {@code java} and {@code mvn} only note that they were called. */
@Timeout(60)
class ScriptFlagsIT {
    private static final Map<String, Supplier<App>> PROGRAMS = Map.of(
            "demo", DemoCommand::new,
            "chaos", ChaosCommand::new,
            "experiment", ExperimentCommand::new,
            "verify", VerifyCommand::new);

    @TempDir
    private Path folder;

    private Path calls;

    @BeforeEach
    void makePrograms() throws IOException {
        calls = folder.resolve("calls");
        for (var program : List.of("java", "mvn")) {
            var file = Files.writeString(
                    folder.resolve(program), "#!/bin/sh\necho \"" + program + " $*\" >>'" + calls + "'\nexit 7\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "consumers.sh --shard 0",
                "consumers.sh --all-shards",
                "consumers.sh --server 8888",
                "consumers.sh --server host:99999",
                "consumers.sh --reads-per-second 6",
                "consumers.sh --reads-per-second many",
                "consumers.sh --log-dir",
                "consumers.sh --log-dir=",
                "consumers.sh --log-format xml",
                "consumers.sh --metrics-port 9090",
                "consumers.sh --token-file /nowhere",
                "consumers.sh --fan-out two/words",
                "consumers.sh --stream-name a/b",
                "consumers.sh --endpoint-url nowhere",
                "consumers.sh --takeovr",
                "consumers.sh shardId-000000000000",
                "simulate.sh --seeds -4",
                "simulate.sh --seeds 0",
                "simulate.sh --seeds",
                "simulate.sh --threads 0",
                "simulate.sh --seed x",
                "simulate.sh --seed 1 --seeds 2",
                "simulate.sh --trace",
                "measure.sh",
                "measure.sh speed",
                "measure.sh throughput fast",
                "measure.sh throughput 5000 1m",
                "bench.sh puts",
                "bench.sh --rounds 0",
                "bench.sh put --rounds",
                "bench.sh put --seconds many",
                "bench.sh put --minutes 1",
                "fuzz-socket.sh --frames -1",
                "fuzz-socket.sh --frames",
                "fuzz-socket.sh --seed one",
                "stream.sh",
                "verify.sh",
                "verify.sh --",
                "verify.sh --shards 0 -- true",
                "verify.sh --no-build -- true"
            })
    void badUsageIsOneLineBeforeAnythingIsBuiltOrStarted(String line) {
        var words = line.split(" ");
        try (var script = start(words[0], List.of(words).subList(1, words.length))) {
            assertThat(script.awaitExit()).as(script.stderr()).isEqualTo(2);
            assertThat(script.stderr().lines().filter(each -> each.startsWith("error: ")))
                    .as(script.stderr())
                    .hasSize(1);
            assertThat(script.stderr().lines()).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(calls).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "demo.sh --rat 5, --rate",
        "consumers.sh --sever 127.0.0.1:8888, --server",
        "chaos.sh --targets servr, server",
        "experiment.sh hot-shrd, hot-shard",
        "../delivery strem, stream"
    })
    void whoMistypesIsToldWhatWasPerhapsMeant(String line, String meant) {
        var words = line.split(" ");
        try (var script = start(words[0], List.of(words).subList(1, words.length))) {
            assertThat(script.awaitExit()).isEqualTo(2);
            assertThat(script.stderr().lines().findFirst().orElse("")).endsWith("; did you mean " + meant + "?");
        }
    }

    /** Before a build a script has no program to ask; what it says itself is what the program would say. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo --rate .5",
                "demo --rate 5.",
                "demo --rate +5",
                "demo --rate 5e2",
                "demo --rate 1e7",
                "demo --rate 0x10",
                "demo --rate 0.0",
                "demo --rate",
                "demo --shards +7",
                "demo --shards 007",
                "demo --shards -7",
                "demo --shards 1.5",
                "demo --shards 0000000000000500",
                "demo --shards 9999999999999999999",
                "demo --duration 1h",
                "demo --duration 1d",
                "demo --duration 000ms",
                "demo --duration 1234567890s",
                "demo --http-port=0",
                "demo --http-port 65536",
                "demo --endpoint-url https://host/path",
                "demo --endpoint-url http://",
                "demo --stream-name a.b-c_d",
                "demo --stream-name=",
                "demo --aws=yes",
                "demo --aws --endpoint-url http://localhost:1",
                "demo --no-limits --aws",
                "demo --log-format XML",
                "demo --metrics-port http",
                "demo --durations 10s",
                "demo 60s",
                "chaos --kill 5",
                "chaos --kills 0",
                "chaos --seed -5",
                "chaos --seed 9223372036854775807",
                "chaos --seed 9223372036854775808",
                "chaos --seed x",
                "chaos --targets server,Consumer",
                "chaos --targets nobody",
                "chaos --zombies -1",
                "chaos --stall 0s",
                "chaos --stream-name a/b",
                "experiment",
                "experiment cuhrn",
                "experiment churn routing",
                "experiment --short churn --operations 5",
                "experiment routing --operations 5",
                "experiment churn --rate 1.5",
                "verify --list",
                "verify",
                "verify --list --shards 0",
                "verify --list --output xml",
                "verify --list --tell sink,shout",
                "verify --list --tell STDOUT"
            })
    void aScriptSaysTheSameOfAFlagAsItsProgram(String line) {
        var words = List.of(line.split(" "));
        var flags = new ArrayList<>(words.subList(1, words.size()));
        int ofScript;
        try (var script = start(words.get(0) + ".sh", flags)) {
            ofScript = script.awaitExit();
        }
        flags.add("--check-flags");
        var program = PROGRAMS.get(words.get(0)).get();
        assertThat(program.execute(flags.toArray(String[]::new)) == 2)
                .as("program")
                .isEqualTo(ofScript == 2);
    }

    @ParameterizedTest
    @MethodSource
    void helpBuildsNothing(String script) {
        try (var help = start(script, List.of("--help"))) {
            assertThat(help.awaitExit()).as(help.stderr()).isEqualTo(0);
            assertThat(help.stdout()).contains("scripts/" + script);
        }
        assertThat(calls)
                .satisfiesAnyOf(
                        none -> assertThat(none).doesNotExist(),
                        some -> assertThat(some).content().doesNotContain("mvn"));
    }

    static List<String> helpBuildsNothing() throws IOException {
        try (var scripts = Files.list(Started.ROOT.resolve("scripts"))) {
            return scripts.map(script -> script.getFileName().toString())
                    .filter(name -> name.endsWith(".sh") && !name.equals("common.sh"))
                    .sorted()
                    .toList();
        }
    }

    /** In a tree of its own, where the sources of one program are younger than its jar. */
    @Test
    void aJarThatIsOlderThanItsSourcesIsBuiltAgain() throws IOException {
        var root = treeWithAnOldConsumer();
        try (var script = consumers(root)) {
            assertThat(script.awaitExit()).isEqualTo(1);
            assertThat(script.stderr()).contains("older than their sources: consumer ...", "error: the build failed");
        }
        assertThat(calls).content().contains("mvn ", "-pl :consumer -am").doesNotContain("stream-admin");
    }

    @Test
    void aJarThatIsOlderThanItsSourcesIsNotRunWithoutAWord() throws IOException {
        var root = treeWithAnOldConsumer();
        try (var script = consumers(root, "--no-build")) {
            assertThat(script.awaitExit()).isEqualTo(7);
            assertThat(script.stderr()).contains("warning: older than their sources, and run as they are: consumer");
        }
        assertThat(calls).content().contains("stream-admin.jar shards").doesNotContain("mvn");
    }

    @Test
    void theLabLooksAtItsFlagsBeforeAnythingIsBuilt() throws IOException {
        var root = treeWithAnOldConsumer();
        var script = List.of("bash", root.resolve("scripts/demo.sh").toString(), "--duration", "5s");
        try (var demo = Started.command("demo.sh", root, programs(), script)) {
            assertThat(demo.awaitExit()).as(demo.stderr()).isEqualTo(7);
        }
        assertThat(calls)
                .content()
                .contains("experiments.jar demo --check-flags --duration 5s")
                .doesNotContain("mvn");
    }

    @Test
    void theScriptsKnowTheFlagsOfTheProgramsThatTheyStart() throws IOException {
        var common = Set.of("--log-format", "--metrics-port");
        assertKnown("chaos.sh", new ChaosCommand(), common);
        assertKnown("demo.sh", new DemoCommand(), common);
        assertKnown("experiment.sh", new ExperimentCommand(), common);
        assertKnown("verify.sh", new VerifyCommand(), common);
        assertKnown("simulate.sh", new delivery.simulation.Main(), Set.of());
        assertKnown("consumers.sh", new delivery.consumer.Main(), Set.of("--share", "--all-shards", "--shard"));
    }

    private static void assertKnown(String script, Object program, Set<String> itsOwn) throws IOException {
        var text = Files.readString(Started.ROOT.resolve("scripts").resolve(script));
        var names = new ArrayList<String>();
        for (var option : new CommandLine(program).getCommandSpec().options()) {
            names.addAll(option.hidden() ? List.of() : List.of(option.names()));
        }
        names.removeAll(itsOwn);
        names.removeAll(List.of("-h", "--help", "-V", "--version"));
        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(text).contains(name));
    }

    private Path treeWithAnOldConsumer() throws IOException {
        var root = folder.resolve("tree");
        for (var script : List.of("common.sh", "java.options", "consumers.sh", "demo.sh")) {
            copy(
                    Started.ROOT.resolve("scripts").resolve(script),
                    root.resolve("scripts").resolve(script));
        }
        var table = "lab/experiments/src/main/resources/delivery/lab/launcher/flags.txt";
        copy(Started.ROOT.resolve(table), root.resolve(table));
        var now = Instant.now();
        for (var module : List.of("consumer", "stream-admin", "lab/experiments")) {
            touch(root.resolve(module + "/pom.xml"), now.minusSeconds(100));
            touch(root.resolve(module + "/src/main/Main.java"), now.minusSeconds(100));
            touch(root.resolve(module + "/target/" + module.replace("lab/", "") + ".jar"), now.minusSeconds(50));
            Files.setLastModifiedTime(root.resolve(module + "/src/main"), FileTime.from(now.minusSeconds(100)));
        }
        // Younger than the folders that the table has just been copied to.
        touch(root.resolve("lab/experiments/target/experiments.jar"), now);
        touch(root.resolve("pom.xml"), now.minusSeconds(100));
        touch(root.resolve("consumer/src/main/Main.java"), now);
        return root;
    }

    private static void touch(Path file, Instant time) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }

    private Program consumers(Path root, String... flags) {
        var command = new ArrayList<>(
                List.of("bash", root.resolve("scripts/consumers.sh").toString()));
        command.addAll(List.of("--log-dir", folder.resolve("logs").toString()));
        command.addAll(List.of(flags));
        return Started.command("consumers.sh", root, programs(), command);
    }

    private Program start(String script, List<String> arguments) {
        return Scripts.start(programs(), script, arguments.toArray(String[]::new));
    }

    private Map<String, String> programs() {
        return Map.of("PATH", folder + ":" + System.getenv("PATH"));
    }
}
