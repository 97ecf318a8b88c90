package delivery.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import delivery.admin.command.Json;
import delivery.admin.command.Subcommand;
import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.ExitCode;
import delivery.app.Time;
import delivery.app.program.OutputOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Needs no stream and no AWS: all it asks is the ranking server. */
@Command(
        name = "audit",
        description =
                "Reads the ranking server's audit and prints a report, and its verdict: exact (exit code 0), catching"
                        + " up or nothing proved (1, after --wait), loss (3).")
public final class Audit extends Subcommand implements Callable<Integer> {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** An event that is missing may turn up after all, when a machine's clock is ahead: a loss that stays is one. */
    private static final Duration CERTAIN = Duration.ofSeconds(2);

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long to wait until the verdict is exact (default: 0s).")
    private Duration wait = Duration.ZERO;

    @Option(
            names = "--closed",
            description =
                    "Also wait until every source has closed, or is written off, and every shard has been read past"
                            + " the moment of the question.")
    private boolean closed;

    /** JSON is what the server says. */
    @Mixin
    private OutputOption output;

    private final Time clock = Time.system();
    private final RunEnd runEnd = new RunEnd();

    @Override
    public Integer call() {
        var ranking = read();
        var verdict = verdict(ranking);
        if (output.isJson()) {
            Json.print(ranking);
        } else {
            new AuditReport(ranking).print();
            verdict.beside().forEach(note -> System.out.println("note: " + note));
        }
        if (!verdict.isExact()) {
            throw new AppException(verdict.exitCode(), "audit: " + verdict.text());
        }
        if (!output.isJson()) {
            System.out.println("audit: exact: missing 0, nothing lost, nothing counted twice");
        }
        return verdict.exitCode();
    }

    private AuditVerdict verdict(JsonNode ranking) {
        var verdict = AuditVerdict.of(ranking);
        return closed ? verdict.but(runEnd.open(ranking)) : verdict;
    }

    /** The last answer of the time given; the first that is exact ends the wait, and a loss that stays. */
    private JsonNode read() {
        var source = server.open();
        var deadline = clock.elapsed().plus(wait);
        JsonNode last = null;
        AppException failure = null;
        Duration lossSince = null;
        while (true) {
            try {
                last = source.read();
                var verdict = verdict(last);
                if (verdict.isExact()) {
                    return last;
                }
                lossSince = !verdict.isLoss() ? null : lossSince == null ? clock.elapsed() : lossSince;
            } catch (AppException e) {
                if (e.exitCode() == ExitCode.USAGE) {
                    throw e;
                }
                failure = e;
            }
            var now = clock.elapsed();
            var isCertain = lossSince != null && now.minus(lossSince).compareTo(CERTAIN) >= 0;
            if (isCertain || now.compareTo(deadline) >= 0 || !stop().await(BETWEEN_LOOKS)) {
                break;
            }
        }
        if (last == null) {
            throw failure;
        }
        return last;
    }
}
