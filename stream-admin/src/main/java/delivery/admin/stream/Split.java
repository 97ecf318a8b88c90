package delivery.admin.stream;

import delivery.admin.command.AdminStream;
import delivery.admin.command.StreamCommand;
import delivery.admin.command.WaitOption;
import delivery.app.AppException;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardNames;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "split", description = "Splits an open shard in two.")
public final class Split extends StreamCommand {
    @Option(names = "--shard", paramLabel = "SHARD", required = true, description = "The shard, by id or its number.")
    private String shard;

    @Option(
            names = "--at",
            paramLabel = "KEY",
            converter = HashKeys.Converter.class,
            description = "First hash key of the second child, decimal (default: the middle).")
    private BigInteger at;

    @Mixin
    private WaitOption wait;

    @Override
    protected void run(AdminStream stream) {
        var split = change(stream, () -> split(stream));
        var status = statusAfter(stream, wait);
        answer(
                split.shardId + " is split at " + split.key + ", the stream is " + status,
                "stream",
                stream.name(),
                "split",
                split.shardId,
                "at",
                split.key.toString(),
                "status",
                status);
    }

    private record Done(String shardId, BigInteger key) {}

    /** A try that was not answered may have been done all the same; null before the first. */
    private @Nullable Done tried;

    private Done split(AdminStream stream) {
        var found = ShardNames.find(stream.shards(), shard);
        if (tried != null && !found.open()) {
            return tried;
        }
        OpenShards.check(found);
        var key = at == null ? middle(found) : at;
        check(found, key);
        tried = new Done(found.shardId(), key);
        stream.control().split(found.shardId(), key);
        return tried;
    }

    private static void check(Shard shard, BigInteger key) {
        if (shard.startingHashKey().equals(shard.endingHashKey())) {
            throw AppException.usage(shard.shardId() + " has a single hash key and cannot be split");
        }
        if (!shard.contains(key) || key.equals(shard.startingHashKey())) {
            throw AppException.usage("--at " + key + " does not split " + shard.shardId() + ", which has "
                    + OpenShards.range(shard) + ": give a key inside, and not the first");
        }
    }

    /** Rounded up, so that a shard of two keys can be split too. */
    private static BigInteger middle(Shard shard) {
        return shard.startingHashKey()
                .add(shard.endingHashKey())
                .add(BigInteger.ONE)
                .shiftRight(1);
    }
}
