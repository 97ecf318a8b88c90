package delivery.lab.experiments;

import delivery.kinesis.Shard;
import delivery.kinesis.aws.SdkStream;
import delivery.lab.judge.Judgement;
import delivery.lab.judge.StreamReading;
import delivery.lab.launcher.Leases;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Workers that share the shards by leases: one is killed and one comes, while shards split and merge. */
final class FleetExperiment implements Experiment {
    private static final int SHARDS = 8;
    private static final int WORKERS = 3;
    private static final int RATE = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    /** A shard that is further behind than a page and its way is not read. */
    private static final double SMALL_LAG_SECONDS = 2;

    private final int rounds;
    private final Duration failover;
    private final Deque<Program> workers = new ArrayDeque<>();
    private final List<Double> rebalances = new ArrayList<>();
    private final List<Double> firsts = new ArrayList<>();
    private SdkStream stream;
    private Leases leases;
    private int started;

    /** @param failover of each worker; 10 s is the KCL's own, with which all its times are its own */
    FleetExperiment(int rounds, Duration failover) {
        this.rounds = rounds;
        this.failover = failover;
    }

    @Override
    public void run(Lab lab, Story story) {
        lab.startKinesis(SHARDS);
        try (var opened = lab.suite().openStream()) {
            stream = opened;
            tell(lab, story);
        }
    }

    private void tell(Lab lab, Story story) {
        story.title("fleet: " + WORKERS + " workers on " + SHARDS + " shards, failover " + failover.toMillis() / 1e3
                + " s; " + rounds + " times one is killed (SIGKILL) and one comes while a shard splits and two merge");
        leases = Leases.start(lab.suite().launcher());
        var state = lab.suite().launcher().newFolder("state").toString();
        lab.suite().startServer("--state-dir", state);
        var orders = lab.startProducer("producer-main", "--rate", Integer.toString(RATE));
        for (var n = 0; n < WORKERS; n++) {
            startWorker(lab);
        }
        var first = lab.await("the first record", PATIENCE, () -> ranking(lab, each -> each.created() > 0));
        var all = lab.await("every shard is read", PATIENCE, () -> isWell(lab));
        story.say("%d orders/s; first record after %.1f s, every shard read after %.1f s", RATE, first, first + all);
        for (var round = 1; round <= rounds; round++) {
            round(lab, story, round, state);
        }
        conclude(lab, story, orders);
    }

    private void startWorker(Lab lab) {
        started++;
        workers.addLast(lab.suite().startWorker("worker-" + started, leases, "--failover", failover.toMillis() + "ms"));
    }

    private void round(Lab lab, Story story, int round, String state) {
        var killed = workers.removeFirst();
        killed.kill();
        startWorker(lab);
        var added = workers.getLast().pid();
        var begin = System.nanoTime();
        split(lab);
        var comes = lab.await(
                "the added worker reads",
                PATIENCE,
                () -> ranking(lab, each -> pids(each).contains(added)));
        merge(lab);
        lab.await("every shard is read again", PATIENCE, () -> isWell(lab));
        var took = (System.nanoTime() - begin) / 1e9;
        rebalances.add(took);
        firsts.add(comes);
        story.say(
                "round %d: the added worker reads after %.1f s, every shard is read again after %.1f s",
                round, comes, took);
        if (round % 2 == 0) {
            killServer(lab, story, state);
        }
    }

    /** What it had on its disk is what it has: the workers read the rest once more. */
    private void killServer(Lab lab, Story story, String state) {
        server(lab).kill();
        lab.suite().startServerAgain("--state-dir", state).awaitLine("listening on");
        var took = lab.await("every shard is read again", PATIENCE, () -> isWell(lab));
        story.say("the ranking server is killed too: every shard is read again %.1f s after its start", took);
    }

    private static Program server(Lab lab) {
        var servers = lab.suite().launcher().programs().stream()
                .filter(each -> each.isOf("ranking-server"))
                .toList();
        return servers.get(servers.size() - 1);
    }

    private void conclude(Lab lab, Story story, Program orders) {
        lab.endAndAudit(story, orders);
        var judged = new Judgement(
                StreamReading.of(lab.suite().endpoint(), lab.suite().stream()),
                lab.suite().ranking(),
                "none");
        story.claim(
                judged.isGood(),
                "judged by the stream alone, %d events: lost %d, counted twice %d, disagreements %s",
                judged.stream().events(),
                judged.lost(),
                judged.countedTwice(),
                judged.disagreements());
        if (!rebalances.isEmpty()) {
            story.row("%-34s %7s %7s %7s", "seconds", "least", "median", "most");
            row(story, "the added worker's first record", firsts);
            row(story, "every shard is read again", rebalances);
        }
        var codes = workers.stream().map(Program::terminate).toList();
        story.claim(codes.stream().allMatch(code -> code == 0), "the workers ended by themselves, told to: %s", codes);
    }

    private static void row(Story story, String what, List<Double> times) {
        var sorted = times.stream().sorted().toList();
        story.row(
                "%-34s %7.1f %7.1f %7.1f",
                what, sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }

    /** Every open shard by a worker that lives, and up to the tip. */
    private boolean isWell(Lab lab) {
        return ranking(lab, each -> {
            var alive = workers.stream().map(Program::pid).collect(Collectors.toSet());
            return alive.containsAll(pids(each)) && each.lagSeconds() < SMALL_LAG_SECONDS;
        });
    }

    /** Of the workers that read the open shards; -1 for a shard that nobody reads. */
    private Set<Long> pids(RankingAnswer ranking) {
        return open().stream()
                .map(shard -> ranking.consumerPid(shard.shardId()))
                .collect(Collectors.toSet());
    }

    /** A worker that has ended by itself would be waited for in vain. */
    private boolean ranking(Lab lab, Predicate<RankingAnswer> isSo) {
        workers.stream().filter(worker -> !worker.isAlive()).findFirst().ifPresent(worker -> {
            throw worker.failure();
        });
        return RankingAnswer.tryAt(lab.suite().page(), Duration.ofSeconds(5))
                .filter(isSo)
                .isPresent();
    }

    private List<Shard> open() {
        return stream.shards().stream()
                .filter(Shard::open)
                .sorted(Comparator.comparing(Shard::startingHashKey))
                .toList();
    }

    private void split(Lab lab) {
        lab.suite().admin("split", "--shard", widest(open()).shardId(), "--wait");
    }

    private static Shard widest(List<Shard> open) {
        return open.stream()
                .max(Comparator.comparing(shard -> shard.endingHashKey().subtract(shard.startingHashKey())))
                .orElseThrow();
    }

    /** Of all neighbours the two that are the narrowest. */
    private void merge(Lab lab) {
        var open = open();
        var best = 0;
        for (var n = 1; n + 1 < open.size(); n++) {
            if (width(open, n).compareTo(width(open, best)) < 0) {
                best = n;
            }
        }
        lab.suite()
                .admin(
                        "merge",
                        "--shard",
                        open.get(best).shardId(),
                        "--with",
                        open.get(best + 1).shardId(),
                        "--wait");
    }

    private static BigInteger width(List<Shard> open, int n) {
        return open.get(n + 1).endingHashKey().subtract(open.get(n).startingHashKey());
    }
}
