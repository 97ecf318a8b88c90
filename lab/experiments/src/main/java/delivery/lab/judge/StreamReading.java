package delivery.lab.judge;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Brings a judge all that is on a stream, through the API of AWS and nothing of ours. */
public final class StreamReading {
    private StreamReading() {}

    /** Every shard, closed ones too, from the oldest record to the tip; nobody may be writing. */
    public static Judge of(URI endpoint, String stream) {
        var judge = new Judge();
        try (var client = KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(config -> config.retryStrategy(retry -> retry.maxAttempts(20)))
                .build()) {
            for (var shard :
                    client.listShards(request -> request.streamName(stream)).shards()) {
                readShard(client, stream, shard.shardId(), judge);
            }
        }
        return judge;
    }

    private static void readShard(KinesisClient client, String stream, String shardId, Judge judge) {
        judge.addShard(shardId);
        var iterator = client.getShardIterator(request ->
                        request.streamName(stream).shardId(shardId).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        var atTip = false;
        while (iterator != null && !atTip) {
            var from = iterator;
            var page = client.getRecords(request -> request.shardIterator(from));
            for (var record : page.records()) {
                var arrivedAt = record.approximateArrivalTimestamp().toEpochMilli();
                RecordParts.in(record.data().asByteArray())
                        .forEach(data -> judge.add(shardId, Evidence.of(data, arrivedAt)));
            }
            iterator = page.nextShardIterator();
            atTip = page.millisBehindLatest() == 0;
        }
    }
}
