package delivery.admin;

import delivery.app.StopSignal;
import delivery.kinesis.SdkStream;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.StreamOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** What all subcommands that talk to the stream share: opening it, waiting for it, and explaining its refusals. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        sortOptions = false)
abstract class StreamCommand implements Runnable {
    /** A change takes seconds on AWS, up to a minute for many shards. */
    static final Duration CHANGE_TIME = Duration.ofMinutes(5);

    private static final int TRIES = 5;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    @ParentCommand
    private Main main;

    @Mixin
    private StreamOptions streamOptions;

    @Override
    public final void run() {
        try (var stream = streamOptions.open()) {
            run(stream);
        } catch (StreamException e) {
            throw e.toExit();
        }
    }

    abstract void run(SdkStream stream);

    final StopSignal stop() {
        return main.stop();
    }

    final StreamDescription awaitActive(SdkStream stream) {
        return awaitActive(stream, CHANGE_TIME);
    }

    /** Waits until no change is under way; says so on stderr. */
    final StreamDescription awaitActive(SdkStream stream, Duration atMost) {
        var said = new boolean[1];
        return stream.control().awaitActive(stop(), Instant.now().plus(atMost), InstantSource.system(), description -> {
            if (!said[0]) {
                Main.LOG.info("stream {} is {}, waiting", description.name(), description.status());
                said[0] = true;
            }
        });
    }

    /**
     * Makes a change: waits for the one under way to end, and tries again while the account's rate of changes (5 a
     * second) is used up.
     */
    final void change(SdkStream stream, Runnable change) {
        awaitActive(stream);
        for (var attempt = 1; ; attempt++) {
            try {
                change.run();
                return;
            } catch (StreamException e) {
                var again = e.kind() == Kind.THROTTLED || e.kind() == Kind.IN_USE;
                if (!again || attempt == TRIES || !stop().await(BETWEEN_TRIES)) {
                    throw e;
                }
                Main.LOG.info("trying again: {}", e.getMessage());
            }
        }
    }
}
