package delivery.admin;

import delivery.app.AppException;
import delivery.kinesis.SdkStream;
import delivery.kinesis.StreamDescription;
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
        var created = create(stream);
        var status = statusAfter(stream, wait);
        answer(
                "stream " + stream.name()
                        + (created ? " with " + shards + " shard(s)" : " existed already and is used as it is,")
                        + " is "
                        + status,
                "stream",
                stream.name(),
                "created",
                created,
                "shards",
                stream.describe().openShards(),
                "status",
                status);
    }

    private boolean create(SdkStream stream) {
        try {
            stream.control().create(shards);
            return true;
        } catch (StreamException e) {
            if (e.kind() != Kind.IN_USE) {
                throw e;
            }
            var there = stream.describe();
            if (there.status().equals("DELETING")) {
                throw AppException.failed("stream " + stream.name()
                        + " is still being deleted: wait until it is gone (stream-admin delete --wait), then create it"
                        + " again");
            }
            if (!ifMissing) {
                throw existsAlready(there);
            }
            return false;
        }
    }

    private static AppException existsAlready(StreamDescription there) {
        return AppException.failed("stream " + there.name() + " exists already, " + there.status() + " with "
                + there.openShards() + " open shard(s): use it (--if-missing), scale it, or delete it first");
    }
}
