package delivery.localkinesis.scenario;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.quota.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** All that there are. Each is the same for a seed; the times are those of a scenario of a minute. */
public final class Scenarios {
    private static final Duration RETENTION = ofHours(24);

    private static final List<Scenario> ALL = List.of(
            scenario(
                    "steady",
                    "Most of the time nothing happens: whoever loses or doubles records here does so all the time.",
                    stage -> stage.pass(ofSeconds(8))),
            scenario(
                    "split",
                    "Load grows, and somebody or an auto-scaler splits a shard: the records go on in its children.",
                    Scenarios::split),
            scenario(
                    "merge",
                    "Load falls, and two shards are merged: their child has two parents, and must wait for both.",
                    Scenarios::merge),
            scenario(
                    "scale",
                    "UpdateShardCount doubles and halves: a day's scaling leaves more closed shards than open ones.",
                    stage -> {
                        stage.scale(16, ofSeconds(2));
                        stage.scale(3, ofSeconds(2));
                    }),
            process(
                    "kill",
                    "Machines die, containers are out of memory: kill -9 comes between processing and checkpoint.",
                    stage -> {
                        stage.killAll();
                        stage.pass(ofSeconds(5));
                        stage.killAll();
                    }),
            new Scenario(
                    "kill-one",
                    "One of a fleet dies, and the others have to take over what it had read, from where it was.",
                    Set.of(Need.PROCESS, Need.TWO),
                    Stage::killOne),
            scenario("term", "Every deployment stops the consumer with SIGTERM and starts the next version.", stage -> {
                stage.stopAll();
                stage.pass(ofSeconds(3));
                stage.stopAll();
            }),
            process(
                    "freeze",
                    "A long garbage collection, a paused virtual machine: it stands still for half a minute and goes on as"
                            + " if it still owned its shards.",
                    stage -> stage.freezeOne(ofSeconds(30))),
            scenario(
                    "throttle",
                    "Somebody else reads the same shard: five reads a second are shared by all.",
                    stage -> stage.faulty("reads throttled", ofSeconds(10), "get:throttle=0.7")),
            scenario(
                    "throttle-list",
                    "An account's calls for lists and descriptions are shared by all its programs, and a reshard makes"
                            + " everybody call.",
                    stage -> {
                        stage.faults().set("list:throttle", "describe:throttle");
                        stage.during("ListShards and DescribeStream throttled", () -> {
                            stage.split(anyShard(stage));
                            stage.pass(ofSeconds(8));
                            stage.faults().clear();
                        });
                        stage.pass(ofSeconds(4));
                    }),
            scenario(
                    "expired-iterator",
                    "Between two reads lay more than five minutes (a slow batch, a laptop that slept): the iterator has"
                            + " expired, and a new one must be for the same place.",
                    stage -> {
                        stage.jump("iterators expire", ofMinutes(6));
                        stage.pass(ofSeconds(6));
                        stage.jump("iterators expire", ofMinutes(6));
                    }),
            scenario(
                    "empty-pages",
                    "Kinesis answers without records though there are some: MillisBehindLatest alone tells.",
                    stage -> stage.faulty("pages empty, and a lag", ofSeconds(8), "get:empty=0.9")),
            scenario(
                    "timed-out-put",
                    "A put is stored and its answer is lost, so that the producer puts it again: the record is there twice.",
                    stage -> {
                        stage.feed().repeat(0.2);
                        stage.during("puts without an answer, put again", () -> stage.pass(ofSeconds(6)));
                        stage.feed().repeat(0);
                    }),
            scenario(
                    "disorder",
                    "One shard lags far behind the others, and then the consumer is restarted: what was read last is not"
                            + " the same place in each.",
                    Scenarios::disorder),
            scenario(
                    "poison",
                    "A producer has a bug, or somebody tries the CLI: a record that is nothing anybody can read.",
                    stage -> stage.during("records that cannot be read", () -> {
                        for (int i = 0; i < 12; i++) {
                            stage.feed().putPoison();
                            stage.pass(ofMillis(400));
                        }
                    })),
            scenario(
                    "largest",
                    "A record may have 1 MiB, and 10 MiB once the stream is told so: one fills a page by itself.",
                    Scenarios::largest),
            scenario(
                    "aggregated",
                    "Whoever produces with the KPL puts many records into one: a reader must take them apart.",
                    stage -> {
                        stage.feed().aggregate(10);
                        stage.during("aggregated records", () -> stage.pass(ofSeconds(8)));
                        stage.feed().aggregate(1);
                    }),
            scenario(
                    "retention",
                    "The consumer is down for longer than the stream keeps records: what has expired nobody can have, what"
                            + " is left must not be skipped.",
                    Scenarios::retention),
            scenario(
                    "idle",
                    "At night nothing is put, and the last checkpoint's record expires: the first record of the morning"
                            + " counts as any other.",
                    Scenarios::idle),
            new Scenario(
                    "clock",
                    "Clocks of machines are wrong and are set: what a consumer reads must not depend on its own.",
                    Set.of(Need.PROCESS, Need.CLOCK),
                    Scenarios::clock),
            scenario(
                    "latency",
                    "Networks are slow at times: answers come a second late, and leases and time-outs run on.",
                    stage -> stage.faulty("answers late", ofSeconds(12), "all:latency=0.5,delay=900ms")),
            scenario(
                    "storm",
                    "Trouble does not come alone: a reshard, an end, reads that fail and odd records, while answers come"
                            + " late.",
                    Storm::play));

    private Scenarios() {}

    public static List<Scenario> all() {
        return ALL;
    }

    public static Optional<Scenario> named(String name) {
        return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static Scenario scenario(String name, String reason, Consumer<Stage> script) {
        return new Scenario(name, reason, Set.of(), script);
    }

    private static Scenario process(String name, String reason, Consumer<Stage> script) {
        return new Scenario(name, reason, Set.of(Need.PROCESS), script);
    }

    /** And a child of the first one, when it may not have been found yet. */
    static void split(Stage stage) {
        var before = stage.openShards();
        stage.split(before.get(stage.random().nextInt(before.size())));
        stage.pass(ofSeconds(2));
        var children = stage.openShards().stream()
                .filter(each -> !before.contains(each))
                .toList();
        stage.split(children.get(stage.random().nextInt(children.size())));
        stage.pass(ofSeconds(4));
    }

    static void merge(Stage stage) {
        if (stage.openShards().size() == 1) {
            stage.split(stage.openShards().get(0));
            stage.pass(ofSeconds(3));
        }
        var shards = stage.openShards();
        var first = stage.random().nextInt(shards.size() - 1);
        stage.merge(shards.get(first), shards.get(first + 1));
        stage.pass(ofSeconds(5));
    }

    /** Hours' worth of quota pass, so that one shard has much more than it can give in a few seconds. */
    private static void disorder(Stage stage) {
        var shard = anyShard(stage);
        stage.during("a lag in " + shard.shardId(), () -> {
            for (int i = 0; i < 24; i++) {
                stage.feed().putLarge(Limits.MIB, shard.startingHashKey());
                stage.jump("a second's quota", ofMillis(1_100));
            }
        });
        stage.pass(ofSeconds(3));
        stage.stopAll();
        stage.pass(ofSeconds(6));
    }

    private static void largest(Stage stage) {
        stage.during("records of 1 MiB", () -> {
            for (var shard : stage.openShards()) {
                stage.feed().putLarge(Limits.RECORD_KIB << 10, shard.startingHashKey());
                stage.pass(ofMillis(500));
            }
        });
        stage.takeRecordsOf(Limits.RECORD_KIB_MAX);
        stage.during(
                "a record of 10 MiB",
                () -> stage.feed()
                        .putLarge(Limits.RECORD_KIB_MAX << 10, anyShard(stage).startingHashKey()));
        stage.pass(ofSeconds(5));
    }

    private static void retention(Stage stage) {
        stage.downDuring("down for longer than the retention", () -> {
            stage.pass(ofSeconds(2));
            var old = stage.feed().next();
            stage.jump("most of a day", RETENTION.minusHours(4));
            stage.pass(ofSeconds(2));
            stage.jump("the rest of it", ofHours(5));
            stage.judge().expired(old);
        });
        stage.pass(ofSeconds(5));
    }

    /** An hour in steps that no iterator minds, then a day while the consumer is stopped. */
    private static void idle(Stage stage) {
        stage.feed().pause();
        stage.passUntil(ofSeconds(15), () -> stage.judge().outstanding() == 0);
        stage.during("an hour without records", () -> {
            for (int i = 0; i < 15; i++) {
                stage.passUntil(ofSeconds(2), stage.readsOfAllShards(1));
                stage.jump("four minutes", ofMinutes(4));
            }
        });
        var last = stage.feed().next();
        stage.downDuring("stopped for a day without records", () -> {
            stage.jump("a day", RETENTION.plusHours(1));
            stage.judge().expired(last);
        });
        stage.feed().run();
        stage.pass(ofSeconds(5));
    }

    private static void clock(Stage stage) {
        stage.setClock("its clock is set 50 minutes ahead", ofMinutes(50));
        stage.pass(ofSeconds(5));
        stage.setClock("its clock is set two days back", ofHours(-48));
        stage.pass(ofSeconds(5));
        stage.stopAll();
        stage.pass(ofSeconds(5));
        stage.setClock("its clock is right again", Duration.ZERO);
    }

    private static ShardDescription anyShard(Stage stage) {
        var shards = stage.openShards();
        return shards.get(stage.random().nextInt(shards.size()));
    }
}
