package delivery.admin.stream;

import delivery.admin.command.AdminStream;
import delivery.admin.command.ShardCount;
import delivery.admin.command.StreamCommand;
import delivery.admin.command.WaitOption;
import delivery.app.AppException;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "create", description = "Creates the stream.")
public final class Create extends StreamCommand {
    @Option(names = "--shards", paramLabel = "N", required = true, description = "How many shards to begin with.")
    private int shards;

    @Option(names = "--if-missing", description = "Be content if the stream exists already, with however many shards.")
    private boolean ifMissing;

    @Mixin
    private WaitOption wait;

    @Override
    protected void run(AdminStream stream) {
        ShardCount.check("--shards", shards);
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

    /** False if it was there before. */
    private boolean create(AdminStream stream) {
        if (stream.calls().call(new Attempt(stream)::isMade)) {
            return true;
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

    /** One that was not answered may have made the stream all the same. */
    private final class Attempt {
        private final AdminStream stream;
        private boolean unanswered;

        Attempt(AdminStream stream) {
            this.stream = stream;
        }

        boolean isMade() {
            try {
                stream.control().create(shards);
                return true;
            } catch (StreamException e) {
                if (e.kind() == Kind.IN_USE) {
                    return unanswered;
                }
                unanswered |= e.kind() != Kind.THROTTLED;
                throw e;
            }
        }
    }

    private static AppException existsAlready(StreamDescription there) {
        return AppException.failed("stream " + there.name() + " exists already, " + there.status() + " with "
                + there.openShards() + " open shard(s): use it (--if-missing), scale it, or delete it first");
    }
}
