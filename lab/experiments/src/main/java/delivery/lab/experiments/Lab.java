package delivery.lab.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.AppException;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Metrics;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The suite under experiment, and what experiments ask of it. */
final class Lab {
    /** Of an order_created with its partition key. */
    static final int ORDER_BYTES = 368 + 12;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration STARTS = Duration.ofSeconds(60);
    private static final Duration DRAINS = Duration.ofSeconds(90);

    private final Launcher launcher;
    private final boolean quick;
    private Suite suite;

    Lab(Launcher launcher, boolean quick) {
        this.launcher = launcher;
        this.quick = quick;
    }

    /** So many seconds, or a third of them in a short run. */
    Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000 / (quick ? 3 : 1)));
    }

    /** Whether figures are not to be believed. */
    boolean isQuick() {
        return quick;
    }

    /** The programs of this round. */
    Suite suite() {
        return suite;
    }

    void startKinesis(int shards, String... flags) {
        suite = new Suite(launcher, Suite.STREAM, Wiring.DIRECT).startKinesis(shards, flags);
    }

    /** Another one that runs already; the stream is made anew there. */
    void useKinesis(String endpoint, int shards) {
        suite = new Suite(launcher, Suite.STREAM, Wiring.DIRECT).useKinesis(URI.create(endpoint));
        suite.createStream(shards);
    }

    /** With its metrics served, see {@link #metrics(Program)}. */
    Program startProducer(String module, String... flags) {
        var all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("--metrics-port", "0"));
        return suite.run(module, all.toArray(String[]::new));
    }

    /** What {@code stream-admin plan} says of so many orders a second. */
    JsonNode plan(double rate, int readers, double readsPerSecond) {
        var plan = launcher.jar(
                "stream-admin",
                "plan",
                "--rate=" + rate,
                "--record-size=" + ORDER_BYTES,
                "--readers=" + readers,
                "--reads-per-second=" + readsPerSecond,
                "--json");
        // A load that does not fit is answered too, and ends it with 1.
        return answer(plan, 1, STARTS);
    }

    private static JsonNode answer(Program program, int mostCode, Duration limit) {
        if (program.awaitExit(limit) > mostCode || program.stdout().isEmpty()) {
            throw AppException.failed(program.lastWords());
        }
        return json(program.stdout());
    }

    Metrics kinesisMetrics() {
        return Metrics.at(suite.endpoint().resolve("/metrics"));
    }

    /** Of a program that serves them. */
    Metrics metrics(Program program) {
        return Metrics.at(URI.create(program.awaitLog("metrics on ").replaceAll(".* ", "")));
    }

    /** Ends the producers as a user would, waits until all they had acknowledged is read, and claims that it is there. */
    RankingAnswer endAndAudit(Story story, Program... producers) {
        for (var producer : producers) {
            if (producer.terminate() != 0) {
                throw AppException.failed(producer.lastWords());
            }
        }
        var audit = suite.audit("--json");
        var ranking = new RankingAnswer(answer(audit, 3, DRAINS));
        var produced = 0L;
        var applied = 0L;
        var twice = 0L;
        for (var source : ranking.json().at("/audit/sources")) {
            produced += source.path("produced").asLong();
            applied += source.path("applied").asLong();
            twice += Math.max(
                    0, source.path("applied").asLong() - source.path("produced").asLong());
        }
        story.claim(
                audit.exitCode() == 0
                        && ranking.audit("missing") == 0
                        && ranking.audit("rejected") == 0
                        && twice == 0
                        && produced == applied,
                "%d events acknowledged, %d counted: missing %d, counted twice %d, rejected %d (duplicates dropped: %d)",
                produced,
                applied,
                ranking.audit("missing"),
                twice,
                ranking.audit("rejected"),
                ranking.audit("duplicates"));
        return ranking;
    }

    /** Lets time pass. */
    void run(Duration time) {
        launcher.pause(time);
    }

    /** Waits until it is so, and says how many seconds that took. */
    double await(String what, Duration atMost, BooleanSupplier condition) {
        return await(what, atMost, LOOK, condition);
    }

    double await(String what, Duration atMost, Duration look, BooleanSupplier condition) {
        var begin = System.nanoTime();
        launcher.await(what, atMost, look, condition);
        return (System.nanoTime() - begin) / 1e9;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
