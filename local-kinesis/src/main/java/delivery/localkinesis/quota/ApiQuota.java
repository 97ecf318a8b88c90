package delivery.localkinesis.quota;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How often an operation may be called. The figures are those of each operation's page of the API reference ("This
 * operation has a limit of ... transactions per second"), where it names one; those marked [S] are of "Quotas and
 * limits", docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html; for those marked [-] AWS gives no
 * figure, and they have that of their older twin.
 */
public enum ApiQuota {
    CreateStream(Scope.ACCOUNT, 5),
    DeleteStream(Scope.ACCOUNT, 5),
    ListStreams(Scope.ACCOUNT, 5),
    DescribeStream(Scope.ACCOUNT, 10),
    DescribeStreamSummary(Scope.ACCOUNT, 20),
    DescribeLimits(Scope.ACCOUNT, 1),
    DescribeAccountSettings(Scope.ACCOUNT, 5),
    UpdateAccountSettings(Scope.ACCOUNT, 5),
    UpdateStreamWarmThroughput(Scope.ACCOUNT, 5),
    ListShards(Scope.STREAM, 1_000),
    /** "five transactions per second per account per open shard". */
    GetShardIterator(Scope.SHARD, 5),
    SplitShard(Scope.ACCOUNT, 5),
    MergeShards(Scope.ACCOUNT, 5),
    /** "TPS over 10 will trigger the LimitExceededException". */
    UpdateShardCount(Scope.ACCOUNT, 10),
    /** [S] */
    IncreaseStreamRetentionPeriod(Scope.STREAM, 5),
    /** [S] */
    DecreaseStreamRetentionPeriod(Scope.STREAM, 5),
    /** [S] */
    EnableEnhancedMonitoring(Scope.ACCOUNT, 5),
    /** [S] */
    DisableEnhancedMonitoring(Scope.ACCOUNT, 5),
    RegisterStreamConsumer(Scope.ACCOUNT, 5),
    DescribeStreamConsumer(Scope.STREAM, 20),
    ListStreamConsumers(Scope.STREAM, 5),
    DeregisterStreamConsumer(Scope.STREAM, 5),
    AddTagsToStream(Scope.ACCOUNT, 5),
    RemoveTagsFromStream(Scope.ACCOUNT, 5),
    ListTagsForStream(Scope.ACCOUNT, 5),
    /** [-] */
    TagResource(Scope.ACCOUNT, 5),
    /** [-] */
    UntagResource(Scope.ACCOUNT, 5),
    /** [-] */
    ListTagsForResource(Scope.ACCOUNT, 5);

    /** Whose calls are counted together. */
    public enum Scope {
        ACCOUNT,
        STREAM,
        SHARD
    }

    private static final Map<String, ApiQuota> BY_OPERATION =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    public final Scope scope;
    public final int perSecond;

    ApiQuota(Scope scope, int perSecond) {
        this.scope = scope;
        this.perSecond = perSecond;
    }

    /** Null if there is none: records in and out have their shard's. */
    public static @Nullable ApiQuota of(String operation) {
        return BY_OPERATION.get(operation);
    }
}
