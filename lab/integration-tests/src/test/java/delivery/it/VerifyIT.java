package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.lab.launcher.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's consumer: one that is right, one that is not, and some that are none. */
@Timeout(240)
class VerifyIT {
    private static final Duration A_SLOW_MACHINE = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    @Test
    void aConsumerThatIsRightPassesAndOneThatSkipsChildrenIsFoundWithShardAndSequenceNumbers() throws IOException {
        var junit = folder.resolve("verify.xml");
        try (var right = verify(
                        loop(),
                        "--scenario",
                        "split,kill",
                        "--duration",
                        "20s",
                        "--restart",
                        "1s",
                        "--junit",
                        junit.toString());
                var wrong = verify(
                        loop("skip-children"),
                        "--scenario",
                        "split",
                        "--duration",
                        "10s",
                        "--output",
                        "json",
                        "--report",
                        folder.resolve("wrong").toString())) {
            assertThat(wrong.awaitExit(A_SLOW_MACHINE)).as(wrong.stderr()).isEqualTo(3);
            var split = json(wrong).get("scenarios").get(0);
            assertThat(split.get("verdict").textValue()).isEqualTo("loss");
            assertThat(split.get("losses").get(0).get("shard").textValue()).matches("shardId-00000000000[4-7]");
            assertThat(split.get("losses").get(0).get("fromSequenceNumber").textValue())
                    .matches("\\d{56}");
            assertThat(split.get("losses").get(0).get("when").textValue()).contains("split of shardId-");
            assertThat(folder.resolve("wrong/report.html")).content().contains("<rect class=lost");

            assertThat(right.awaitExit(A_SLOW_MACHINE)).as(right.stderr()).isEqualTo(0);
            assertThat(right.stdout()).containsPattern("split +passed +").containsPattern("kill +passed +");
            assertThat(junit).content().contains("failures=\"0\" errors=\"0\"");
        }
        assertThat(Scripts.survivors(folder.toString())).isEmpty();
    }

    /** All at once, since most of it is waiting. Each leaves a process behind if it is let, by whose command line it is found. */
    @Test
    void commandsThatAreNoConsumersGetOneClearLineEachAndNothingOfThemIsLeft() {
        var marker = "sleep 86" + ProcessHandle.current().pid();
        var running = new ArrayList<Program>();
        try {
            var missing = begin(running, "/no/such/program");
            var ends = begin(running, "sh", "-c", "echo no such stream >&2; exit 7");
            var nonsense = begin(running, "sh", "-c", "echo accepted everything; echo '{}'; " + marker);
            var strange = begin(running, "sh", "-c", "echo accepted v-00000000-1; " + marker);
            var flood = begin(running, "sh", "-c", "exec yes \"accepted nothing $(printf %01000d 7)\"");
            var deaf = begin(running, "sh", "-c", "trap '' TERM; while :; do " + marker + "; done");
            var forks = begin(running, "sh", "-c", "setsid sh -c 'setsid " + marker + " & " + marker + "' & exit 0");

            var done = begin(running, "true");
            var enormous = begin(
                    running, "sh", "-c", "printf '\\377'; head -c 300000 /dev/zero | tr '\\0' x; exec >&-; " + marker);

            expect(missing, 1, "failed", "COMMAND cannot be started", "/no/such/program");
            expect(ends, 1, "failed", "by itself", "with code 7", "no such stream");
            expect(nonsense, 1, "nothing proved", "nothing was accepted within 3 s", "its last line: {}");
            expect(strange, 1, "nothing proved", "1 told but never made: v-00000000-1");
            expect(flood, 1, "nothing proved", "MiB that told nothing: the first and the last of it are in");
            expect(deaf, 1, "nothing proved", "deaf to SIGTERM for 10 s");
            expect(forks, 1, "failed", "it left processes behind");
            expect(done, 1, "failed", "by itself", "with code 0; its last line: none");
            expect(
                    enormous,
                    1,
                    "nothing proved",
                    "nothing was accepted within 3 s; its last line: xxx",
                    "x...; its log");
        } finally {
            running.forEach(Program::close);
        }
        assertThat(Scripts.survivors(marker)).isEmpty();
    }

    private static void expect(Program verify, int code, String word, String... words) {
        assertThat(verify.awaitExit(A_SLOW_MACHINE)).as(verify.stderr()).isEqualTo(code);
        assertThat(verify.stdout()).containsPattern("steady +" + word);
        assertThat(verify.stdout().lines().filter(line -> line.startsWith("steady: ")))
                .anySatisfy(line -> assertThat(line).contains(words));
        assertThat(verify.stderr())
                .contains("error: not every scenario proved something")
                .doesNotContain("\tat ");
    }

    private static Program begin(List<Program> running, String... command) {
        var program = verify(List.of(command), "--scenario", "steady", "--patience", "3s");
        running.add(program);
        return program;
    }

    private static Program verify(List<String> consumer, String... flags) {
        var all = new ArrayList<>(List.of(flags));
        all.add("--");
        all.addAll(consumer);
        return Scripts.start(Map.of(), "verify.sh", all.toArray(String[]::new));
    }

    private List<String> loop(String... fault) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dof=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "delivery.localkinesis.ShardLoop"));
        command.addAll(List.of(fault));
        return command;
    }

    private static JsonNode json(Program verify) throws IOException {
        return new ObjectMapper().readTree(verify.stdout());
    }
}
