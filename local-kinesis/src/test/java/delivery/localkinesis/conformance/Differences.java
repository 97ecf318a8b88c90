package delivery.localkinesis.conformance;

import java.util.List;
import java.util.Map;

/** Where another Kinesis is known to answer otherwise than the table; a difference that goes away is news as well. */
public final class Differences {
    /** Of npm's kinesis-local 0.6.2 (kinesis-mock, the engine of LocalStack 4): its answers by the case's name. */
    public static final Map<String, String> KINESIS_LOCAL = Map.ofEntries(
            Map.entry("a stream's name may not be empty", "InvalidArgumentException"),
            Map.entry("a stream's name may not hold a slash", "InvalidArgumentException"),
            Map.entry("a stream's name has at most 128 characters", "InvalidArgumentException"),
            Map.entry("a stream has at least one shard", "LimitExceededException"),
            Map.entry("streams are listed with their state and mode", ""),
            Map.entry("a page of streams has at least one", "InvalidArgumentException"),
            Map.entry("a batch has at least one record", "done"),
            Map.entry("a batch has at most 500 records", "done"),
            Map.entry("a partition key may not be empty", "InvalidArgumentException"),
            Map.entry("a partition key has at most 256 characters", "InvalidArgumentException"),
            Map.entry("an explicit hash key is a decimal number", "status 500"),
            Map.entry("an explicit hash key is not negative", "InvalidArgumentException"),
            Map.entry("the key before it belongs to the shard before", "1"),
            Map.entry("a sequence number is a number", "InvalidArgumentException"),
            Map.entry("a sequence number belongs to its shard", "ResourceNotFoundException"),
            Map.entry("there are no other iterator types", "SerializationException"),
            Map.entry("what is not an iterator is refused", "status 500"),
            Map.entry("a page has at least one record's room", "InvalidArgumentException"),
            Map.entry("a page has at most 10,000 records", "InvalidArgumentException"),
            Map.entry(
                    "shards share the hash keys evenly and wholly",
                    "0-170141183460469231731687303715884105726 170141183460469231731687303715884105727-340282366920938463463374607431768211455"),
            Map.entry("a shard is split once", "ResourceInUseException"),
            Map.entry("a shard is not split at its start", "done"),
            Map.entry("a page of shards has at most 10,000", "done"),
            Map.entry("AT_TRIM_HORIZON lists those that were open then", "0,1,2"));

    private static final String REFERENCE = "https://docs.aws.amazon.com/kinesis/latest/APIReference/";

    private Differences() {}

    /** What is expected of kinesis-local. */
    public static String kinesisLocal(Case one) {
        return KINESIS_LOCAL.getOrDefault(one.name(), one.expected());
    }

    /** As docs/local-kinesis.md shows them. */
    static String markdown(List<Case> cases) {
        var text =
                new StringBuilder("| case | AWS, local-kinesis | kinesis-local 0.6.2 | source |\n|---|---|---|---|\n");
        for (var one : cases) {
            if (KINESIS_LOCAL.containsKey(one.name())) {
                text.append("| ").append(one.name());
                text.append(" | ").append(shown(one.expected()));
                text.append(" | ").append(shown(kinesisLocal(one)));
                text.append(" | [")
                        .append(one.source().substring("API_".length()))
                        .append("](");
                text.append(REFERENCE).append(one.source()).append(".html) |\n");
            }
        }
        return text.toString();
    }

    private static String shown(String answer) {
        return answer.isEmpty() ? "nothing" : "`" + answer + "`";
    }
}
