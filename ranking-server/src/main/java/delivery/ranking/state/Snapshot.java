package delivery.ranking.state;

import delivery.protocol.Message.StreamIdentity;
import delivery.ranking.city.City;
import delivery.ranking.identity.Fingerprints;

/**
 * All that the server knows at one moment: what is in the ranking and how far each shard is read are one atom.
 * Whoever made it may go on changing; what is in here does not.
 *
 * @param stream null before the first consumer came
 * @param streamMillis the latest arrival on the stream that was read, 0 if none
 */
public record Snapshot(
        StreamIdentity stream,
        long streamMillis,
        Ranking.Image ranking,
        Sources.Image sources,
        ShardTable.Image shards,
        Fingerprints fingerprints,
        City.Image city) {
    public static final Snapshot EMPTY = new Snapshot(
            null,
            0,
            Ranking.Image.EMPTY,
            Sources.Image.EMPTY,
            ShardTable.Image.EMPTY,
            new Fingerprints(),
            City.Image.EMPTY);
}
