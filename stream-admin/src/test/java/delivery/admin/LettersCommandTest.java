package delivery.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.admin.command.Json;
import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.api.IteratorType;
import delivery.model.DeadLetter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LettersCommandTest {
    private static final String TERMINAL_CODES = "\u001b[2J\u0007\u009b\r\n\u007f\\é";

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        var lines = new ByteArrayOutputStream();
        lines.writeBytes(letter("s", 0, "7", "not-json", TERMINAL_CODES.getBytes(UTF_8), 12));
        lines.writeBytes(letter("s", 1, "8", "field:price", "{\"price\":-1}".getBytes(UTF_8), 12));
        lines.writeBytes(letter("s", 1, "9", "too-large", new byte[100], 1_000_000));
        lines.writeBytes(letter("other", 0, "10", "not-json", "x".getBytes(UTF_8), 1));
        lines.writeBytes("{\"stream\":\"s\",\"torn".getBytes(UTF_8));
        Files.write(folder.resolve(DeadLetter.FILE_NAME), lines.toByteArray());
    }

    private static byte[] letter(String stream, int shard, String number, String reason, byte[] bytes, int size) {
        var id = "shardId-00000000000" + shard;
        var at = Instant.parse("2026-01-01T00:00:00Z");
        var kept = new DeadLetter(
                stream,
                id,
                number,
                DeadLetter.NO_PART,
                "key-" + number,
                at,
                reason,
                "is bad",
                bytes,
                Math.max(size, bytes.length));
        return kept.toLine();
    }

    @Test
    void listsThemWithNothingInItThatATerminalWouldObey() {
        var run = list();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(5);
        assertThat(run.out())
                .contains("\\x1b[2J\\x07\\xc2\\x9b\\x0d\\x0a\\x7f\\\\\\xc3\\xa9")
                .contains("field:price");
        assertThat(run.out().replace("\n", "")).matches("[ -~]*");
        assertThat(run.err()).contains("1 line(s)");
    }

    @Test
    void listsThoseOfAReasonOrAShard() {
        assertThat(list("--reason", "field:price").out().lines()).hasSize(2);
        assertThat(list("--shard", "1").out().lines()).hasSize(3);
        assertThat(list("--shard", "shardId-000000000001", "--reason", "not-json")
                        .out()
                        .lines())
                .hasSize(1);
    }

    @Test
    void printsThemForMachines() throws IOException {
        var lines = list("--ndjson").out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(DeadLetter.parse(lines.get(0).getBytes(UTF_8)).bytes()).isEqualTo(TERMINAL_CODES.getBytes(UTF_8));
        var array = Json.MAPPER.readTree(list("--json").out());
        assertThat(array).hasSize(4);
        assertThat(array.get(2).path("truncated").asBoolean()).isTrue();
    }

    @Test
    void putsThemOnTheStreamAgainButForThoseThatAreNotWhole() {
        try (var kinesis =
                LocalKinesis.builder().stream("s", 2).transition(Duration.ZERO).start()) {
            var endpoint = kinesis.endpoint().toString();
            var would = AdminRun.on(endpoint, "dead-letters", "replay", "--state-dir", folder.toString(), "--dry-run");
            assertThat(would.out())
                    .contains("would put 2 dead letter(s) on s again")
                    .contains("1 are not whole");
            assertThat(puts(kinesis)).isZero();

            var run = AdminRun.on(endpoint, "dead-letters", "replay", "--state-dir", folder.toString());
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains("put 2 dead letter(s) on s again")
                    .contains("1 are not whole")
                    .contains("1 are of other streams");
            assertThat(puts(kinesis)).isEqualTo(2);

            var some = AdminRun.on(
                    endpoint, "dead-letters", "replay", "--state-dir", folder.toString(), "--reason", "field:price");
            assertThat(some.out()).contains("put 1 dead letter(s)");
        }
    }

    private static long puts(LocalKinesis kinesis) {
        return Stream.of("shardId-000000000000", "shardId-000000000001")
                .map(shard -> kinesis.engine().getShardIterator("s", shard, IteratorType.TRIM_HORIZON, null, null))
                .mapToLong(iterator ->
                        kinesis.engine().getRecords(iterator).records().size())
                .sum();
    }

    @Test
    void aFolderWithoutDeadLettersIsBadUsage() {
        var run = AdminRun.run(
                "dead-letters", "list", "--state-dir", folder.resolve("no").toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains("has no dead-letters.ndjson");
    }

    @Test
    void withoutASubcommandItNamesThem() {
        var run = AdminRun.run("dead-letters");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains("list, replay");
        assertThat(AdminRun.run("dead-letters", "list").exitCode()).isEqualTo(2);
    }

    private AdminRun list(String... args) {
        var all = new ArrayList<>(List.of("dead-letters", "list", "--state-dir", folder.toString()));
        all.addAll(List.of(args));
        return AdminRun.run(all.toArray(String[]::new));
    }
}
