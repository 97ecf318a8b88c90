package delivery.admin;

import delivery.app.AppException;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "delete", description = "Deletes the stream and all that is in it.")
final class Delete extends StreamCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Mixin
    private WaitOption wait;

    @Override
    void run(AdminStream stream) {
        delete(stream);
        var status = wait.isGiven() && awaitGone(stream) ? "gone" : "DELETING";
        answer("stream " + stream.name() + " is " + status, "stream", stream.name(), "status", status);
    }

    private static void delete(AdminStream stream) {
        if (!stream.calls().call(new Attempt(stream)::isMade)) {
            Main.LOG.info("stream {} is being deleted already", stream.name());
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
                var refused = e.kind() == Kind.IN_USE || !e.isTransient() && e.kind() != Kind.UNREACHABLE;
                if (refused && isBeingDeleted(stream)) {
                    return false;
                }
                unanswered |= !refused && e.kind() != Kind.THROTTLED;
                throw e;
            }
        }
    }

    private static boolean isBeingDeleted(AdminStream stream) {
        try {
            return stream.describe().status().equals("DELETING");
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
        var progress = new Progress(Instant.now());
        try {
            do {
                progress.of(stream.describe(), Instant.now()).ifPresent(Main.LOG::info);
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
