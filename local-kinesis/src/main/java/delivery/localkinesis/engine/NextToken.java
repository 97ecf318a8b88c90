package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.quota.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a list goes on: text that says nothing to who holds it, good for five minutes
 * (<a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html">API reference</a>) and for the list
 * that it was given out by alone.
 */
enum NextToken {
    STREAMS,
    SHARDS,
    CONSUMERS;

    /** @param where parts without a slash */
    String of(long nowMillis, Object... where) {
        var parts = Stream.concat(Stream.of(name(), nowMillis), Arrays.stream(where));
        var text = String.join("/", parts.map(String::valueOf).toList());
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param parts of what {@link #of} was given
     * @throws KinesisError if this list did not give it out, or too long ago
     */
    List<String> read(String token, int parts, long nowMillis) {
        List<String> read;
        long issuedMillis;
        try {
            var text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            read = List.of(text.split("/", -1));
            issuedMillis = Long.parseLong(read.get(1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw invalid();
        }
        if (!read.get(0).equals(name()) || read.size() != parts + 2) {
            throw invalid();
        }
        if (nowMillis - issuedMillis > Limits.NEXT_TOKEN_MILLIS) {
            throw new KinesisError(KinesisError.Type.ExpiredNextTokenException, "NextToken has expired.");
        }
        return read.subList(2, read.size());
    }

    static KinesisError invalid() {
        return KinesisError.invalid("NextToken is invalid.");
    }
}
