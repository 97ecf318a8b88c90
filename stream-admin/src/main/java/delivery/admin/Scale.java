package delivery.admin;

import delivery.app.AppException;
import delivery.kinesis.SdkStream;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "scale", description = "Lets the service change the number of open shards (UpdateShardCount).")
final class Scale extends StreamCommand {
    @Option(names = "--shards", paramLabel = "N", required = true, description = "How many open shards there shall be.")
    private int shards;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Mixin
    private WaitOption wait;

    @Override
    void run(SdkStream stream) {
        Counts.check("--shards", shards);
        var now = stream.describe();
        check(now);
        var change = "stream " + now.name() + ": " + now.openShards() + " -> " + shards + " open shards";
        if (now.openShards() == shards) {
            System.out.println(change + ", nothing to do");
        } else if (dryRun) {
            System.out.println(change + " by UpdateShardCount; not done, as --dry-run says");
        } else {
            change(stream, () -> update(stream, now));
            System.out.println(change);
            if (wait.isGiven()) {
                awaitActive(stream);
            }
        }
    }

    private void update(SdkStream stream, StreamDescription now) {
        try {
            stream.control().updateShardCount(shards);
        } catch (StreamException e) {
            throw e.kind() == Kind.INVALID && e.getMessage().contains("UnknownOperation") ? notThere(now) : e;
        }
    }

    /** What AWS would refuse with fewer words. */
    private void check(StreamDescription now) {
        if (now.onDemand()) {
            throw AppException.failed(
                    "stream " + now.name() + " is on-demand: AWS decides on its shards; nothing to scale by hand");
        }
        var open = now.openShards();
        if (shards > 2 * open || 2 * shards < open) {
            var step = shards > open ? 2 * open : (open + 1) / 2;
            throw AppException.usage("--shards " + shards + " is more than twice or less than half of the " + open
                    + " open shards, which is as far as one step goes: scale to " + step + " first");
        }
    }

    private AppException notThere(StreamDescription now) {
        return AppException.failed("this Kinesis has no UpdateShardCount: "
                + (shards > now.openShards()
                        ? "split shards instead (stream-admin split --shard S)"
                        : "merge shards instead (stream-admin merge --shard A --with B)"));
    }
}
