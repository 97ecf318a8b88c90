package delivery.admin.stream;

import delivery.admin.command.AdminStream;
import delivery.admin.command.ShardCount;
import delivery.admin.command.StreamCommand;
import delivery.admin.command.WaitOption;
import delivery.admin.command.YesOption;
import delivery.app.AppException;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import java.math.BigInteger;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "scale",
        description =
                "Changes the number of open shards, step by step as the service allows: by UpdateShardCount (to twice"
                        + " or half, 10 times in 24 hours), and where that is not to be had by splits and merges. Afterwards"
                        + " all shards have the same share of the hash keys.")
public final class Scale extends StreamCommand {
    @Option(names = "--shards", paramLabel = "N", required = true, description = "How many open shards there shall be.")
    private int shards;

    @Option(names = "--dry-run", description = "Only say which steps would be taken.")
    private boolean dryRun;

    @Option(names = "--by-hand", description = "Split and merge only; also evens out shards whose number is right.")
    private boolean byHand;

    @Mixin
    private YesOption yes;

    @Mixin
    private WaitOption wait;

    @Override
    protected void run(AdminStream stream) {
        ShardCount.check("--shards", shards);
        var before = dryRun ? stream.describe() : awaitActive(stream);
        checkProvisioned(before);
        var open = ShardMap.of(stream.shards()).open();
        var steps = byHand ? ScalePlan.byHand(open, shards) : ScalePlan.of(open, shards);
        if (!dryRun && !steps.isEmpty()) {
            yes.confirm(
                    "scale",
                    () -> "Scale stream " + before.name() + " (" + before.arn() + ") from " + open.size() + " to "
                            + shards + " open shards, in " + steps.size() + " step(s)?",
                    "stream " + before.name() + " shall have " + shards + " open shards; --dry-run lists the steps",
                    "stream " + before.name() + " was not scaled",
                    stop());
            take(steps, stream, before);
        }
        var status = dryRun || steps.isEmpty() ? before.status() : statusAfter(stream, wait);
        answer(
                text(before, open.size(), steps, status),
                "stream",
                before.name(),
                "from",
                open.size(),
                "to",
                shards,
                "dryRun",
                dryRun,
                "steps",
                steps.stream().map(ScaleStep::json).toList(),
                "status",
                status);
    }

    private String text(StreamDescription before, int from, List<ScaleStep> steps, String status) {
        var text = new StringBuilder("stream " + before.name() + ": " + from + " -> " + shards + " open shards");
        if (steps.isEmpty()) {
            return text.append(", nothing to do").toString();
        }
        for (var i = 0; i < steps.size(); i++) {
            text.append(System.lineSeparator() + "  " + (i + 1) + ". "
                    + steps.get(i).text());
        }
        return text.append(System.lineSeparator() + (dryRun ? "not done, as --dry-run says" : "done, and " + status))
                .toString();
    }

    private void take(List<ScaleStep> steps, AdminStream stream, StreamDescription before) {
        for (var i = 0; i < steps.size() && !stop().isStopped(); i++) {
            var step = steps.get(i);
            LOG.info("step {} of {}: {}", i + 1, steps.size(), step.text());
            try {
                change(stream, () -> take(step, stream, before));
            } catch (StreamException e) {
                if (!(step instanceof ScaleStep.Update) || !isNotToBeHad(e)) {
                    throw e;
                }
                LOG.info("no UpdateShardCount: {}; going on with splits and merges", e.getMessage());
                take(ScalePlan.byHand(ShardMap.of(stream.shards()).open(), shards), stream, before);
                return;
            }
        }
    }

    /** An emulator without it, or a day's calls used up. */
    private static boolean isNotToBeHad(StreamException e) {
        return e.kind() == Kind.LIMIT
                || e.kind() == Kind.INVALID && e.getMessage().contains("UnknownOperation");
    }

    /** A step that somebody else, or an unanswered first try, has taken already is not taken again. */
    private static ScaleStep take(ScaleStep step, AdminStream stream, StreamDescription before) {
        var now = stream.describe();
        if (!now.createdAt().equals(before.createdAt())) {
            throw AppException.failed("stream " + now.name() + " was deleted and created anew meanwhile ("
                    + now.createdAt() + " instead of " + before.createdAt() + "): look at it, then scale it again");
        }
        if (step instanceof ScaleStep.Update update) {
            if (now.openShards() != update.shards()) {
                stream.control().updateShardCount(update.shards());
            }
            return step;
        }
        var map = ShardMap.of(stream.shards());
        if (step instanceof ScaleStep.Split split) {
            var shard = shardWith(split.at(), map);
            if (!shard.startingHashKey().equals(split.at())) {
                stream.control().split(shard.shardId(), split.at());
            }
        } else if (step instanceof ScaleStep.Merge merge) {
            var upper = shardWith(merge.at(), map);
            if (upper.startingHashKey().equals(merge.at())) {
                var lower = shardWith(merge.at().subtract(BigInteger.ONE), map);
                stream.control().merge(lower.shardId(), upper.shardId());
            }
        }
        return step;
    }

    private static Shard shardWith(BigInteger hashKey, ShardMap map) {
        return map.shardFor(hashKey)
                .orElseThrow(() -> new StreamException(
                        Kind.IN_USE, "no open shard has the hash key " + hashKey + ": another change is under way"));
    }
}
