package delivery.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import delivery.admin.command.AdminStream;
import delivery.admin.command.Printable;
import delivery.admin.command.RecordPut;
import delivery.admin.command.StreamCommand;
import delivery.admin.command.YesOption;
import delivery.app.AppException;
import delivery.app.Time;
import delivery.model.EventEncoder;
import delivery.model.SourceId;
import delivery.model.SourceProgress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The stream is the log: what is written off is on it, and whoever reads it again comes to the same. */
@Command(
        name = "write-off",
        description =
                "Says on the stream that a source is dead and will not close: with what it had acknowledged, as the"
                        + " ranking server knows it. Should it speak again, it is not written off any more.")
public final class WriteOff extends StreamCommand {
    @Option(names = "--source", required = true, paramLabel = "ID", description = "The source, as the audit names it.")
    private String source;

    @Mixin
    private ServerOptions server;

    @Mixin
    private YesOption yes;

    @Option(names = "--force", description = "Also one that the server does not know, or that is not silent.")
    private boolean force;

    @Override
    protected void run(AdminStream stream) {
        if (!SourceId.isValid(source)) {
            throw AppException.usage("--source '" + Printable.text(source) + "' is no source: 4 to 8 of a-z and 0-9");
        }
        var acknowledged = acknowledged(server.open().read(), stream.name());
        yes.confirm(
                "write-off",
                () -> "Write source " + source + " off with " + events(acknowledged) + "? Only if it is dead for good.",
                "source " + source + " is dead for good",
                "nothing was written off",
                stop());
        put(
                stream,
                SourceProgress.writtenOff(source, acknowledged, Time.system().millis()));
        answer(
                "source " + source + " is written off with " + events(acknowledged),
                "source",
                source,
                "acknowledged",
                acknowledged,
                "writtenOff",
                true);
    }

    private static String events(long number) {
        return number + (number == 1 ? " event" : " events");
    }

    private long acknowledged(JsonNode ranking, String streamName) {
        var ranked = ranking.path("stream").path("name").asText(streamName);
        if (!ranked.equals(streamName)) {
            throw AppException.failed("the server at " + server.server() + " ranks the stream " + Printable.text(ranked)
                    + ", not " + streamName + ": give --stream-name or another --server");
        }
        var known = StreamSupport.stream(ranking.path("audit").path("sources").spliterator(), false)
                .filter(each -> each.path("source").asText().equals(source))
                .findFirst();
        var state = known.map(each -> each.path("state").asText("unknown")).orElse("unknown");
        if (!state.equals("silent") && !force) {
            throw AppException.failed("source " + source + " is "
                    + (known.isEmpty()
                            ? "not known to the server at " + server.server()
                            : Printable.text(state) + ", not silent")
                    + ": look at stream-admin audit; --force writes it off all the same");
        }
        return known.map(each -> each.path("acknowledged").asLong()).orElse(0L);
    }

    private void put(AdminStream stream, SourceProgress word) {
        // Nothing is written to a stream that is not there.
        stream.describe();
        var stored = new AtomicBoolean();
        var bytes = new EventEncoder().encode(word);
        RecordPut.all(stream.sdk(), stop(), writer -> writer.write(bytes, source, null, () -> stored.set(true)));
        if (!stored.get()) {
            throw AppException.failed("the stream did not take the record: the source is not written off; try again");
        }
    }
}
