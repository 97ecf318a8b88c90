package delivery.admin;

import delivery.app.AppException;
import delivery.kinesis.SdkStream;
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
    void run(SdkStream stream) {
        delete(stream);
        var status = wait.isGiven() && awaitGone(stream) ? "gone" : "DELETING";
        answer("stream " + stream.name() + " is " + status, "stream", stream.name(), "status", status);
    }

    private static void delete(SdkStream stream) {
        try {
            stream.control().delete();
        } catch (StreamException e) {
            if (!isBeingDeleted(stream)) {
                throw e;
            }
            Main.LOG.info("stream {} is being deleted already", stream.name());
        }
    }

    private static boolean isBeingDeleted(SdkStream stream) {
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
    private boolean awaitGone(SdkStream stream) {
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
