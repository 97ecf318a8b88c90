package delivery.admin;

import delivery.kinesis.SdkStream;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "delete", description = "Deletes the stream and all that is in it.")
final class Delete extends StreamCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Mixin
    private WaitOption wait;

    @Override
    void run(SdkStream stream) {
        stream.control().delete();
        if (wait.isGiven()) {
            awaitGone(stream);
        }
        Main.LOG.info("stream {} is {}", stream.name(), wait.isGiven() ? "gone" : "being deleted");
    }

    private void awaitGone(SdkStream stream) {
        try {
            do {
                stream.describe();
            } while (stop().await(BETWEEN_LOOKS));
        } catch (StreamException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
