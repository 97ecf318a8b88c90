package delivery.admin;

import com.fasterxml.jackson.databind.JsonNode;
import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Needs no stream and no AWS: all it asks is the ranking server. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        description = "Reads the ranking server's audit and prints a report. Exit code 3 if anything was lost or"
                + " counted twice, 1 if events are still in flight when the time is up.")
final class Audit implements Callable<Integer> {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @ParentCommand
    private Main main;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "The ranking server's web port (default: 127.0.0.1:8080).")
    private String server = "127.0.0.1:8080";

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long to wait until nothing is in flight any more (default: 0s).")
    private Duration wait = Duration.ZERO;

    @Option(
            names = "--closed",
            description = "Also wait until every source has said that it is closed, and every shard has been read past"
                    + " the moment of the question.")
    private boolean closed;

    @Option(names = "--json", description = "Print what the server says instead of a report.")
    private boolean json;

    /** When the server gave its first answer, by its own clock. */
    private Instant askedAt;

    @Override
    public Integer call() {
        var ranking = read();
        var verdict = verdict(ranking);
        if (json) {
            Json.print(ranking);
        } else {
            new AuditReport(ranking).print();
        }
        if (!verdict.findings().isEmpty()) {
            throw new AppException(ExitCode.LOSS, "audit: " + String.join("; ", verdict.findings()));
        }
        if (!verdict.settled()) {
            throw AppException.failed("audit: not settled within " + wait.toSeconds() + " s: " + verdict.unsettled()
                    + "; are all consumers running?");
        }
        if (!json) {
            System.out.println("audit: missing "
                    + ranking.path("audit").path("missing").asLong() + ", nothing lost, nothing counted twice");
        }
        return ExitCode.DONE;
    }

    private AuditVerdict verdict(JsonNode ranking) {
        return closed ? AuditVerdict.ofEnded(ranking, askedAt) : AuditVerdict.ofRunning(ranking);
    }

    /** The last answer of the time given; the first that is settled ends the wait. */
    private JsonNode read() {
        var source = RankingSource.of(server);
        var deadline = Instant.now().plus(wait);
        JsonNode last = null;
        AppException failure = null;
        while (true) {
            try {
                last = source.read();
                if (askedAt == null) {
                    askedAt = Instant.parse(last.path("asOf").asText());
                }
                if (verdict(last).settled()) {
                    return last;
                }
            } catch (AppException e) {
                failure = e;
            }
            if (!Instant.now().isBefore(deadline) || !main.stop().await(BETWEEN_LOOKS)) {
                break;
            }
        }
        if (last == null) {
            throw failure;
        }
        return last;
    }
}
