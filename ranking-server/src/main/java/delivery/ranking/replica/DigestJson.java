package delivery.ranking.replica;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import delivery.protocol.Message.StreamIdentity;
import delivery.ranking.snapshot.StateDigest;
import java.util.List;
import java.util.Map;

/**
 * What {@code /api/digest} says: what this server is, and what its state came to at some positions.
 *
 * @param version of the program
 * @param run of this life of the server
 * @param stream null until the first consumer has come
 * @param digests the newest first
 * @param shards where each shard was at the newest of them; null if that was not asked for
 * @param replicas what came of comparing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record DigestJson(
        String version,
        String run,
        int windowSeconds,
        Stream stream,
        List<Entry> digests,
        @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, String> shards,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<PeerStanding> replicas) {
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Stream(String name, String arn, long createdAt) {
        static Stream of(StreamIdentity stream) {
            return stream == null ? null : new Stream(stream.name(), stream.arn(), stream.createdAtMillis());
        }
    }

    /**
     * A state.
     *
     * @param positions of all shards, as one number
     * @param parts what each part of it comes to
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(String positions, Map<String, String> parts, long conflicts, int gaps) {
        static Entry of(long positions, StateDigest digest) {
            return new Entry(Long.toHexString(positions), digest.parts(), digest.conflicts(), digest.gaps());
        }
    }
}
