package delivery.admin;

import delivery.app.AppException;
import delivery.kinesis.SdkStream;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "create", description = "Creates the stream.")
final class Create extends StreamCommand {
    @Option(names = "--shards", paramLabel = "N", required = true, description = "How many shards to begin with.")
    private int shards;

    @Mixin
    private WaitOption wait;

    @Override
    void run(SdkStream stream) {
        Counts.check("--shards", shards);
        try {
            stream.control().create(shards);
        } catch (StreamException e) {
            throw e.kind() == Kind.IN_USE ? existsAlready(stream) : e;
        }
        if (wait.isGiven()) {
            awaitActive(stream);
        }
        Main.LOG.info(
                "stream {} with {} shard(s) {}", stream.name(), shards, wait.isGiven() ? "is ACTIVE" : "is coming");
    }

    private static AppException existsAlready(SdkStream stream) {
        var there = stream.describe();
        return AppException.failed("stream " + stream.name() + " exists already, " + there.status() + " with "
                + there.openShards() + " open shard(s): use it, scale it, or delete it first");
    }
}
