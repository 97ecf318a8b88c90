package delivery.kinesis;

import delivery.kinesis.StreamException.Kind;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.engine.Engine;
import delivery.model.Position;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The port on an engine of local-kinesis, in process: quotas, lineage and refusals without HTTP or SDK. */
public final class EngineStream implements KinesisStream {
    private final Engine engine;
    private final String name;

    public EngineStream(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
    }

    @Override
    public StreamDescription describe() {
        return call(() -> {
            var summary = engine.describeStreamSummary(name);
            return new StreamDescription(
                    summary.name(),
                    summary.arn(),
                    summary.status().name(),
                    summary.createdAt(),
                    Duration.ofHours(summary.retentionHours()),
                    summary.openShards(),
                    false,
                    engine.now());
        });
    }

    @Override
    public List<Shard> shards() {
        return call(() -> {
            var shards = new ArrayList<Shard>();
            var page = engine.listShards(name, ShardFilter.ALL, null, 1_000);
            while (true) {
                page.shards().stream().map(EngineStream::shard).forEach(shards::add);
                if (page.nextToken() == null) {
                    return List.copyOf(shards);
                }
                page = engine.listShards(page.nextToken(), 1_000);
            }
        });
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        var copies = entries.stream()
                .map(e -> new delivery.localkinesis.api.NewRecord(e.data(), e.partitionKey(), e.explicitHashKey()))
                .toList();
        return call(() -> engine.putRecords(name, copies).records().stream()
                .map(EngineStream::result)
                .toList());
    }

    @Override
    public String iterator(String shardId, Position position) {
        var type = position.kind() == Position.Kind.AFTER
                ? IteratorType.AFTER_SEQUENCE_NUMBER
                : IteratorType.valueOf(position.kind().name());
        var number = position.kind() == Position.Kind.AFTER
                ? position.sequenceNumber().toString()
                : null;
        return call(() -> engine.getShardIterator(name, shardId, type, number, null));
    }

    @Override
    public RecordPage read(String iterator, int limit) {
        return call(() -> {
            var page = engine.getRecords(iterator, limit);
            return new RecordPage(
                    page.records().stream()
                            .map(r -> new RecordPage.StoredRecord(
                                    r.sequenceNumber(), r.partitionKey(), r.data(), r.approximateArrival()))
                            .toList(),
                    page.nextShardIterator(),
                    page.millisBehindLatest(),
                    engine.now(),
                    page.childShards().stream()
                            .map(c -> new Shard(
                                    c.shardId(),
                                    c.parentShards(),
                                    new BigInteger(c.startingHashKey()),
                                    new BigInteger(c.endingHashKey()),
                                    true))
                            .toList());
        });
    }

    private static PutResult result(delivery.localkinesis.api.PutRecordsResult.Entry entry) {
        return entry.isStored()
                ? new PutResult.Stored(entry.shardId(), entry.sequenceNumber())
                : new PutResult.Failed(entry.errorCode().contains("Throughput"), entry.errorMessage());
    }

    private static Shard shard(ShardDescription shard) {
        return new Shard(
                shard.shardId(),
                Stream.of(shard.parentShardId(), shard.adjacentParentShardId())
                        .filter(parent -> parent != null)
                        .toList(),
                new BigInteger(shard.startingHashKey()),
                new BigInteger(shard.endingHashKey()),
                shard.isOpen());
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (KinesisError e) {
            throw new StreamException(kind(e.type()), e.getMessage(), e);
        }
    }

    private static Kind kind(KinesisError.Type type) {
        return switch (type) {
            case ExpiredIteratorException -> Kind.EXPIRED_ITERATOR;
            case ExpiredNextTokenException, InternalFailure, ServiceUnavailable -> Kind.UNAVAILABLE;
            case LimitExceededException, ProvisionedThroughputExceededException -> Kind.THROTTLED;
            case ResourceInUseException -> Kind.IN_USE;
            case ResourceNotFoundException -> Kind.NOT_FOUND;
            case AccessDeniedException,
                    IncompleteSignatureException,
                    InvalidSignatureException,
                    KMSNotFoundException,
                    MissingAuthenticationTokenException,
                    UnrecognizedClientException -> Kind.DENIED;
            case DryRunOperationException,
                    InvalidArgumentException,
                    SerializationException,
                    UnknownOperationException,
                    ValidationException -> Kind.INVALID;
        };
    }
}
