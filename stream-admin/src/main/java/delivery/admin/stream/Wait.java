package delivery.admin.stream;

import delivery.admin.command.AdminStream;
import delivery.admin.command.StreamCommand;
import delivery.app.Durations;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "wait", description = "Waits until the stream is ACTIVE.")
public final class Wait extends StreamCommand {
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long at most (default: 5m).")
    private Duration timeout = CHANGE_TIME;

    @Override
    protected void run(AdminStream stream) {
        var description = awaitActive(stream, timeout);
        answer(
                "stream " + description.name() + " is " + description.status(),
                "stream",
                description.name(),
                "status",
                description.status(),
                "shards",
                description.openShards());
    }
}
