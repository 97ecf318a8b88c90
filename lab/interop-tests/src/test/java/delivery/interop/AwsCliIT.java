package delivery.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import delivery.localkinesis.LocalKinesis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The AWS CLI, 1 or 2, with the quotas on. */
@Timeout(180)
class AwsCliIT {
    private static final Pattern SHARD = Pattern.compile("\"ShardId\": \"(shardId-[0-9]{12})\"");
    private static final Duration SOON = Duration.ofSeconds(30);

    @BeforeAll
    static void cliRuns() {
        var missing = Command.missing(List.of("aws", "--version"), "no aws on the path (apt-get install awscli)");
        assumeTrue(missing == null, missing);
    }

    /** https://docs.aws.amazon.com/streams/latest/dev/fundamental-stream.html, by Amazon's words but for the waits. */
    @Test
    void goesThroughTheTutorialOfTheDevelopersGuideASplitAndAMerge() throws Exception {
        try (var kinesis = LocalKinesis.start()) {
            aws(kinesis, "create-stream --stream-name Foo --shard-count 1");
            awaitActive(kinesis);
            assertThat(aws(kinesis, "list-streams")).contains("\"Foo\"");
            assertThat(aws(kinesis, "put-record --stream-name Foo --partition-key 123 --data dGVzdGRhdGE="))
                    .contains("shardId-000000000000");
            // As --query leaves it in JSON: in double quotes.
            var iterator = aws(
                    kinesis,
                    "get-shard-iterator --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON"
                            + " --stream-name Foo --query ShardIterator");
            assertThat(iterator).startsWith("\"").endsWith("\"");
            var page = aws(kinesis, List.of("get-records", "--shard-iterator", iterator));
            assertThat(page)
                    .containsAnyOf("dGVzdGRhdGE=", "ZEdWemRHUmhkR0U9") // CLI 1 encodes once more
                    .contains("\"PartitionKey\": \"123\"");

            aws(
                    kinesis,
                    "split-shard --stream-name Foo --shard-to-split shardId-000000000000"
                            + " --new-starting-hash-key 170141183460469231731687303715884105728");
            awaitActive(kinesis);
            aws(
                    kinesis,
                    "merge-shards --stream-name Foo --shard-to-merge shardId-000000000001"
                            + " --adjacent-shard-to-merge shardId-000000000002");
            awaitActive(kinesis);
            assertThat(SHARD.matcher(aws(kinesis, "list-shards --stream-name Foo"))
                            .results()
                            .map(found -> found.group(1)))
                    .contains("shardId-000000000000", "shardId-000000000003")
                    .hasSizeGreaterThanOrEqualTo(4);
            aws(kinesis, "delete-stream --stream-name Foo");
            await().atMost(SOON)
                    .until(() ->
                            kinesis.engine().listStreams(null, 10).streams().isEmpty());
        }
    }

    private static void awaitActive(LocalKinesis kinesis) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(aws(kinesis, "describe-stream-summary --stream-name Foo"))
                        .contains("\"StreamStatus\": \"ACTIVE\""));
    }

    private static String aws(LocalKinesis kinesis, String words) throws Exception {
        return aws(kinesis, List.of(words.split(" ")));
    }

    private static String aws(LocalKinesis kinesis, List<String> words) throws Exception {
        var command = new ArrayList<>(List.of("aws", "kinesis"));
        command.addAll(words);
        // Older ones know no AWS_ENDPOINT_URL_KINESIS.
        command.addAll(List.of("--endpoint-url", kinesis.endpoint().toString(), "--output", "json"));
        var result = Command.run(kinesis.clientSettings().environment(), command);
        assertThat(result.exitCode()).as(() -> command + ": " + result.output()).isZero();
        return result.output().strip();
    }
}
