package delivery.admin.stream;

import delivery.admin.command.AdminStream;
import delivery.admin.command.StreamCommand;
import delivery.admin.command.WaitNotices;
import delivery.admin.command.WaitOption;
import delivery.admin.command.YesOption;
import delivery.app.AppException;
import delivery.app.Time;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "delete", description = "Deletes the stream and all that is in it, after a question on the terminal.")
public final class Delete extends StreamCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Mixin
    private YesOption yes;

    @Mixin
    private WaitOption wait;

    @Override
    protected void run(AdminStream stream) {
        yes.confirm(
                "delete",
                () -> question(description(stream)),
                "stream " + stream.name() + " and all that is in it shall go",
                "stream " + stream.name() + " was not deleted",
                stop());
        delete(stream);
        var status = wait.isGiven() && awaitGone(stream) ? "gone" : "DELETING";
        answer("stream " + stream.name() + " is " + status, "stream", stream.name(), "status", status);
    }

    private static String question(StreamDescription there) {
        return "Delete stream " + there.name() + " (" + there.arn() + ", " + there.openShards()
                + " open shards, created " + there.createdAt() + ") and all that is in it?";
    }

    private static void delete(AdminStream stream) {
        if (!stream.calls().call(new Attempt(stream)::isMade)) {
            LOG.info("stream {} is being deleted already", stream.name());
        }
    }

    /** One that was not answered may have deleted the stream all the same. */
    private static final class Attempt {
        private final AdminStream stream;
        private boolean unanswered;

        Attempt(AdminStream stream) {
            this.stream = stream;
        }

        boolean isMade() {
            try {
                stream.control().delete();
                return true;
            } catch (StreamException e) {
                if (e.kind() == Kind.NOT_FOUND && unanswered) {
                    return true;
                }
                var refused = e.kind() == Kind.IN_USE || !e.mayPass();
                if (refused && isBeingDeleted(stream)) {
                    return false;
                }
                unanswered |= !refused && e.kind() != Kind.THROTTLED;
                throw e;
            }
        }
    }

    private static boolean isBeingDeleted(AdminStream stream) {
        return description(stream).status().equals("DELETING");
    }

    private static StreamDescription description(AdminStream stream) {
        try {
            return stream.describe();
        } catch (StreamException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                throw AppException.unreachable("no stream " + stream.name()
                        + ": there is nothing to delete; check --stream-name and --region");
            }
            throw e;
        }
    }

    /** False if the program is told to stop before. */
    private boolean awaitGone(AdminStream stream) {
        var clock = Time.system();
        var notices = new WaitNotices(clock.elapsed());
        try {
            do {
                notices.of(stream.describe(), clock.elapsed()).ifPresent(LOG::info);
            } while (stop().await(BETWEEN_LOOKS));
            return false;
        } catch (StreamException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return true;
            }
            throw e;
        }
    }
}
