package delivery.bench.kinesis;

import delivery.bench.compare.Bench;
import delivery.bench.compare.Comparison;
import delivery.bench.compare.Measure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What local-kinesis takes and costs, beside kinesalite, kinesis-local and an endpoint that keeps nothing. */
public final class KinesisMeasures {
    private static final double PHASE_SECONDS = 15;
    private static final double WARM_UP_SECONDS = 6;
    /** Netty's large methods are compiled only after some thousand requests. */
    private static final double LONG_WARM_UP_SECONDS = 30;

    private static final String PUTS = "PutRecords, records/s";
    private static final String PUT_CPU = "server CPU-s/M";
    private static final String SINGLES = "PutRecord, calls/s";
    private static final String GETS = "GetRecords, records/s";
    private static final String GET_CPU = "reading, server CPU-s/M";
    private static final String OURS = "local-kinesis";
    private static final String USED = "local-kinesis, memory used again";
    private static final String NULL = "null endpoint";
    private static final String KINESALITE = "kinesalite 3.3.3";
    private static final String KINESIS_LOCAL = "kinesis-local 0.6.2";
    private static final String NO_NPM = "npm has not brought it";
    private static final double PERCENT = 100;

    private final Path jar;

    private KinesisMeasures(Bench bench) {
        jar = bench.launcher().jarOf(OURS).toAbsolutePath();
    }

    private interface Starter {
        Emulator start() throws IOException;
    }

    public static Measure beside(Bench bench) {
        var kinesis = new KinesisMeasures(bench);
        var comparison = new Comparison(
                        "Records of 368 bytes over seven shards, JSON over HTTP: PutRecords of 500, 2 in flight; PutRecord, 8 in flight; GetRecords by 7"
                                + " readers. Each server starts anew each round, and is warmed up for seconds; the last two for three million records,"
                                + " and then put a million.",
                        PUTS,
                        PUT_CPU,
                        SINGLES,
                        GETS,
                        GET_CPU)
                .with(OURS, kinesis.turn(() -> kinesis.unlimited("1g"), 1_000_000, 60_000));
        bench.nodeModules()
                .ifPresentOrElse(
                        modules -> comparison
                                .with(KINESALITE, kinesis.turn(() -> Emulator.kinesalite(modules), 60_000, 5_000))
                                .with(KINESIS_LOCAL, kinesis.turn(() -> Emulator.kinesisLocal(modules), 4_000, 600)),
                        () -> comparison.without(KINESALITE, NO_NPM).without(KINESIS_LOCAL, NO_NPM));
        return comparison
                .with(USED, () -> puts(() -> kinesis.unlimited("256m")))
                .with(NULL, () -> puts(Emulator::nullEndpoint))
                .atMost(2, PUT_CPU, USED)
                .atLeast(1, PUTS, USED, NULL)
                .atLeast(20, PUTS, OURS, KINESALITE)
                .atLeast(140, PUTS, OURS, KINESIS_LOCAL)
                .atLeast(15, SINGLES, OURS, KINESALITE)
                .atLeast(370, SINGLES, OURS, KINESIS_LOCAL)
                .atLeast(19, GETS, OURS, KINESALITE)
                .atLeast(118, GETS, OURS, KINESIS_LOCAL);
    }

    /** Whether it gets slower the more there is in a stream. */
    public static Measure flat(Bench bench) {
        var kinesis = new KinesisMeasures(bench);
        var million = new String[] {"first", "second", "third", "fourth", "fifth"};
        return new Comparison(
                        "Five million records into one stream of local-kinesis, and out again: records/s of each million.",
                        million[0],
                        million[1],
                        million[2],
                        million[3],
                        million[4],
                        "read, records/s",
                        "RSS, MiB")
                .with(OURS, kinesis::fiveMillion);
    }

    public static Measure limits(Bench bench) {
        var kinesis = new KinesisMeasures(bench);
        return new Comparison(
                        "Three times what seven shards take, sent to local-kinesis by PutRecords of whoever does not mind.",
                        "sent/s",
                        "accepted/s",
                        "% of the quota",
                        "calls failed")
                .with(OURS, () -> {
                    try (var emulator = Emulator.localKinesis(kinesis.jar, List.of(), "--stream", "orders:7")) {
                        var overload = new Load(emulator).overload("orders", 21_000, 10);
                        return new double[] {
                            overload.sentPerSecond(),
                            overload.acceptedPerSecond(),
                            PERCENT * overload.acceptedPerSecond() / 7_000,
                            overload.failedCalls()
                        };
                    }
                })
                .atLeast(99.8, "% of the quota", OURS);
    }

    /** Half an hour, if {@code --seconds 1800} says so. */
    public static Measure soak(Bench bench) {
        var kinesis = new KinesisMeasures(bench);
        return new Measure() {
            @Override
            public String what() {
                return "Puts and reads 20,000 records a second; whether heap, threads or descriptors grow.";
            }

            @Override
            public String run(int rounds) throws IOException {
                try (var emulator = kinesis.unlimited("256m")) {
                    return Soak.page(new Soak(emulator).run("soak", bench.seconds()));
                }
            }
        };
    }

    private static double[] puts(Starter starter) throws IOException {
        try (var emulator = starter.start()) {
            var load = new Load(emulator);
            emulator.createStream("batches");
            load.putBatches("batches", 3_000_000, LONG_WARM_UP_SECONDS);
            var puts = load.putBatches("batches", 1_000_000, PHASE_SECONDS);
            return new double[] {puts.perSecond(), puts.cpuSecondsPerMillion(), Double.NaN, Double.NaN, Double.NaN};
        }
    }

    private Emulator unlimited(String retain) throws IOException {
        return Emulator.localKinesis(jar, List.of("-Xmx4g"), "--no-limits", "--retain", retain);
    }

    /** As much work as it does in some seconds, so that the slow get less. */
    private Comparison.Turn turn(Starter starter, long records, long calls) {
        return () -> {
            try (var emulator = starter.start()) {
                var load = new Load(emulator);
                emulator.createStream("warm-up");
                load.putBatches("warm-up", records / 2, WARM_UP_SECONDS);
                load.putSingles("warm-up", calls / 2, WARM_UP_SECONDS);
                load.drain("warm-up", WARM_UP_SECONDS);
                emulator.createStream("singles");
                emulator.createStream("batches");
                var batches = load.putBatches("batches", records, PHASE_SECONDS);
                var singles = load.putSingles("singles", calls, PHASE_SECONDS);
                var drain = load.drain("batches", PHASE_SECONDS);
                if (drain.seconds() < PHASE_SECONDS && drain.count() != batches.count()) {
                    throw new IOException("it took " + batches.count() + " and gave " + drain.count());
                }
                return new double[] {
                    batches.perSecond(),
                    batches.cpuSecondsPerMillion(),
                    singles.perSecond(),
                    drain.perSecond(),
                    drain.cpuSecondsPerMillion()
                };
            }
        };
    }

    private double[] fiveMillion() throws IOException {
        var figures = new double[7];
        try (var emulator = unlimited("3g")) {
            var load = new Load(emulator);
            emulator.createStream("warm-up");
            load.putBatches("warm-up", 500_000, WARM_UP_SECONDS);
            emulator.createStream("flat");
            for (var million = 0; million < 5; million++) {
                figures[million] = load.putBatches("flat", 1_000_000, 60).perSecond();
            }
            figures[5] = load.drain("flat", 60).perSecond();
            figures[6] = emulator.rssMebibytes();
        }
        return figures;
    }
}
