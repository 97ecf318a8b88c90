package delivery.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import delivery.localkinesis.LocalKinesis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SDKs of other languages read through a split, a restart and a merge, with the quotas on. */
@Timeout(120)
class ScriptedClientsIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private String file;

    @BeforeEach
    void positions() {
        file = folder.resolve("positions.json").toString();
    }

    @Test
    void javaScriptReadsByFanOut() throws Exception {
        var missing = Command.missingNodePackage("@aws-sdk/client-kinesis");
        assumeTrue(missing == null, missing);
        try (var kinesis = kinesis()) {
            var records = new KeyedRecords(kinesis);
            readThroughASplitARestartAndAMerge(
                    records,
                    any -> records.put(),
                    List.of(
                            "node",
                            Command.CLIENTS.resolve("fan-out.mjs").toString(),
                            kinesis.endpoint().toString(),
                            KeyedRecords.STREAM,
                            file));
        }
    }

    @Test
    void boto3PutsAndReads() throws Exception {
        var missing = Command.missing(
                List.of("python3", "-c", "import boto3"), "no boto3 in python3 (apt-get install python3-boto3)");
        assumeTrue(missing == null, missing);
        var script = Command.CLIENTS.resolve("boto3_client.py").toString();
        try (var kinesis = kinesis()) {
            var endpoint = kinesis.endpoint().toString();
            KeyedRecords.Writer boto3 = (first, last) -> assertThat(Command.run(
                            Map.of(),
                            List.of(
                                    "python3",
                                    script,
                                    "put",
                                    endpoint,
                                    KeyedRecords.STREAM,
                                    Integer.toString(KeyedRecords.KEYS),
                                    Integer.toString(first),
                                    Integer.toString(last))))
                    .isEqualTo(new Command.Result(0, ""));
            var records = new KeyedRecords(kinesis);
            readThroughASplitARestartAndAMerge(
                    records,
                    all -> all.put(boto3),
                    List.of("python3", script, "read", endpoint, KeyedRecords.STREAM, file));
        }
    }

    private interface Putter {
        void put(KeyedRecords records) throws Exception;
    }

    private static void readThroughASplitARestartAndAMerge(KeyedRecords records, Putter putter, List<String> reader)
            throws Exception {
        putter.put(records);
        try (var running = start(reader, records)) {
            records.awaitAll(LONG);
            records.split();
            putter.put(records);
            records.awaitAll(LONG);
            assertThat(running.stop()).isZero();
        }
        records.merge();
        putter.put(records);
        try (var running = start(reader, records)) {
            records.awaitAll(LONG);
            assertThat(running.stop()).isZero();
        }
    }

    private static Command start(List<String> reader, KeyedRecords records) throws Exception {
        return Command.start(
                Map.of(),
                line -> {
                    var words = line.split(" ");
                    if (words.length == 2 && words[0].startsWith("order-")) {
                        records.receive(words[0], words[1]);
                    }
                },
                reader);
    }

    private static LocalKinesis kinesis() {
        return LocalKinesis.builder().stream(KeyedRecords.STREAM, 2).start();
    }
}
