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

    @Option(names = "--if-missing", description = "Be content if the stream exists already, with however many shards.")
    private boolean ifMissing;

    @Mixin
    private WaitOption wait;

    @Override
    void run(SdkStream stream) {
        Counts.check("--shards", shards);
        try {
            stream.control().create(shards);
        } catch (StreamException e) {
            if (e.kind() != Kind.IN_USE) {
                throw e;
            }
            if (!ifMissing) {
                throw existsAlready(stream);
            }
            Main.LOG.info("stream {} exists already and is used as it is", stream.name());
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
                + there.openShards() + " open shard(s): use it (--if-missing), scale it, or delete it first");
    }
}
