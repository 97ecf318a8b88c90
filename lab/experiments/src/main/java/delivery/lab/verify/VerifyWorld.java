package delivery.lab.verify;

import delivery.app.AppException;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Leases;
import delivery.lab.launcher.OwnClock;
import delivery.lab.verify.process.Commands;
import delivery.lab.verify.report.ScenarioOutcome;
import delivery.lab.verify.told.Cpu;
import delivery.lab.verify.told.ToldByFile;
import delivery.lab.verify.told.ToldByHttp;
import delivery.lab.verify.told.ToldBySink;
import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.quota.CallCount;
import delivery.localkinesis.scenario.Need;
import delivery.localkinesis.scenario.RecordNumbers;
import delivery.localkinesis.scenario.Scenario;
import delivery.localkinesis.scenario.ScenarioClock;
import delivery.localkinesis.scenario.ScenarioJudge;
import delivery.localkinesis.scenario.ScenarioVerdict;
import delivery.localkinesis.scenario.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Where one scenario is played: a Kinesis, the command, and all ways by which that can tell. One thread's. */
final class VerifyWorld implements AutoCloseable {
    private static final long RETAIN_BYTES = 192L << 20;
    private static final String SINK_SUFFIX = "-sink";
    private static final int TWO = 2;

    private final Launcher launcher;
    private final VerifySettings settings;
    private final Path folder;
    private final ScenarioClock clock = new ScenarioClock(1);
    private final Cpu listening = new Cpu();
    private final Cpu producing = new Cpu();
    private final ScenarioJudge judge;
    private final String stream;
    private final LocalKinesis kinesis;
    private final ToldByHttp http;
    private final ToldByFile file;
    private final ToldBySink sink; // null: none
    private final Commands commands;
    private final Stage stage;
    private AppException failure;
    private ScenarioVerdict verdict;

    VerifyWorld(Launcher launcher, VerifySettings settings, Scenario scenario, Leases leases) {
        this.launcher = launcher;
        this.settings = settings;
        var run = String.format(Locale.ROOT, "%08x", ThreadLocalRandom.current().nextInt());
        stream = "verify-" + run;
        folder = make(launcher.folder().resolve(scenario.name()));
        var numbers = new RecordNumbers(run);
        judge = new ScenarioJudge(numbers);
        var shards = settings.scenario().shards();
        var builder = LocalKinesis.builder()
                .clock(clock, clock::elapsed)
                .seed(settings.scenario().seed())
                .retainBytes(RETAIN_BYTES)
                .stream(stream, shards);
        kinesis = settings.sink() ? builder.stream(stream + SINK_SUFFIX, shards).start() : builder.start();
        http = new ToldByHttp(id -> accepted(id, "http"), listening);
        file = new ToldByFile(folder.resolve("accepted.txt"), id -> accepted(id, "file"));
        sink = settings.sink()
                ? new ToldBySink(kinesis.engine(), stream + SINK_SUFFIX, (id, shard) -> accepted(id, "sink " + shard))
                : null;
        commands = new Commands(
                settings.command(),
                scenario.needs().contains(Need.TWO) ? Math.max(TWO, settings.instances()) : settings.instances(),
                environment(leases),
                folder,
                this::accepted,
                () -> judge.accepted() > 0,
                settings.scenario().restart(),
                listening,
                scenario.needs().contains(Need.CLOCK) ? OwnClock.of("command", folder) : null);
        stage = new Stage(
                kinesis.engine(),
                stream,
                kinesis.faults(),
                clock,
                numbers,
                judge,
                commands,
                settings.scenario()
                        .withSeed(settings.scenario().seed() * 31
                                + scenario.name().hashCode()),
                this::pass,
                turn -> producing.measure(turn::run));
    }

    private void accepted(String id, String teller) {
        judge.accepted(id, teller, clock.running());
    }

    private Map<String, String> environment(Leases leases) {
        var client = kinesis.clientSettings();
        var variables = new HashMap<String, String>();
        variables.put("AWS_ENDPOINT_URL", client.endpoint().toString());
        variables.put("AWS_REGION", client.region());
        variables.put("AWS_DEFAULT_REGION", client.region()); // Python's SDK knows no other
        variables.put("AWS_ACCESS_KEY_ID", client.accessKey());
        variables.put("AWS_SECRET_ACCESS_KEY", client.secretKey());
        variables.put("STREAM_NAME", stream);
        variables.put("VERIFY_URL", http.url().toString());
        variables.put(
                "VERIFY_FILE", folder.resolve("accepted.txt").toAbsolutePath().toString());
        variables.put("VERIFY_DIR", make(folder.resolve("dir")).toAbsolutePath().toString());
        if (sink != null) {
            variables.put("VERIFY_SINK", stream + SINK_SUFFIX);
        }
        if (leases != null) {
            variables.putAll(leases.variables(stream));
        }
        return variables;
    }

    private void pass(Duration time) {
        file.look();
        if (sink != null) {
            sink.look();
        }
        launcher.pause(time);
    }

    /** To its end, when nothing of the command is left. What ends it early is told in its {@link #notes}. */
    void play(Scenario scenario) {
        try {
            stage.play(scenario);
        } catch (AppException e) {
            failure = e;
        }
        commands.stop(this::pass);
        file.read();
        verdict = judge.verdict(clock.running());
    }

    /** Whether the command could not be started, or did not stay. */
    boolean hasFailed() {
        return wasCutShort() || commands.endedByItself() > 0;
    }

    /** Whether the scenario did not go to its end, since the command could not be started. */
    boolean wasCutShort() {
        return failure != null;
    }

    ScenarioVerdict verdict() {
        return verdict;
    }

    /** What there is to say beside the verdict. */
    List<String> notes() {
        var notes = new ArrayList<>(commands.notes());
        if (failure != null) {
            notes.add(0, failure.getMessage());
        } else if (verdict.isOfNothing()) {
            notes.add(
                    0,
                    "nothing was accepted within "
                            + settings.scenario().patience().toSeconds() + " s" + commands.lastLine());
        }
        return notes;
    }

    ScenarioOutcome.Calls calls() {
        var engine = kinesis.engine();
        var shards = engine.shardStats().stream()
                .filter(shard -> shard.stream().equals(stream))
                .toList();
        var calls = engine.calls();
        var none = new CallCount(0, 0);
        var lists = calls.getOrDefault("ListShards", none);
        var descriptions = calls.getOrDefault("DescribeStream", none);
        return new ScenarioOutcome.Calls(
                shards.stream().mapToLong(shard -> shard.readCalls()).sum(),
                shards.stream().mapToLong(shard -> shard.throttledReads()).sum(),
                lists.calls() + descriptions.calls(),
                lists.refused() + descriptions.refused(),
                calls.getOrDefault("SubscribeToShard", none).calls());
    }

    Duration listening() {
        return listening.spent();
    }

    Duration producing() {
        return producing.spent();
    }

    Path folder() {
        return folder;
    }

    private static Path make(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        commands.close();
        http.close();
        kinesis.close();
    }
}
