package delivery.localkinesis.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One trouble of each kind, which one and in which order by the seed, and so close together that they fall into each other. */
final class Storm {
    private static final String[] ALL_THE_TIME = {"all:latency=0.2,delay=300ms", "get:throttle=0.1", "get:empty=0.1"};

    private Storm() {}

    static void play(Stage stage) {
        var troubles = new ArrayList<Consumer<Stage>>(
                List.of(reshard(stage), end(stage), troubleWithReads(stage), oddRecords(stage)));
        stage.faults().set(ALL_THE_TIME);
        stage.during("answers late, empty or refused", () -> {
            while (!troubles.isEmpty()) {
                troubles.remove(stage.random().nextInt(troubles.size())).accept(stage);
                stage.pass(ofMillis(stage.random().nextInt(1_500)));
            }
            stage.faults().clear();
        });
    }

    private static Consumer<Stage> reshard(Stage stage) {
        return any(
                stage,
                List.of(
                        Scenarios::split,
                        Scenarios::merge,
                        each -> each.scale(2 * each.openShards().size(), ofSeconds(2))));
    }

    private static Consumer<Stage> end(Stage stage) {
        if (!stage.isProcess()) {
            return Stage::stopAll;
        }
        return any(
                stage,
                List.of(
                        Stage::stopAll,
                        stage.isFleet() ? Stage::killOne : Stage::killAll,
                        each -> each.freezeOne(ofSeconds(8))));
    }

    private static Consumer<Stage> troubleWithReads(Stage stage) {
        return any(
                stage,
                List.of(
                        each -> each.jump("iterators expire", ofMinutes(6)),
                        each -> worse(each, "reads throttled", "get:throttle=0.7"),
                        each -> worse(each, "pages empty, and a lag", "get:empty=0.9"),
                        each -> worse(
                                each,
                                "ListShards and DescribeStream throttled",
                                "list:throttle",
                                "describe:throttle")));
    }

    private static Consumer<Stage> oddRecords(Stage stage) {
        return any(
                stage,
                List.of(
                        each -> each.during("puts without an answer, put again", () -> {
                            each.feed().repeat(0.2);
                            each.pass(ofSeconds(3));
                            each.feed().repeat(0);
                        }),
                        each -> each.during("a record that cannot be read", each.feed()::putPoison)));
    }

    private static void worse(Stage stage, String what, String... fault) {
        stage.during(what, () -> {
            stage.faults().set(fault);
            stage.pass(ofSeconds(4));
            stage.faults().set(ALL_THE_TIME);
        });
    }

    private static Consumer<Stage> any(Stage stage, List<Consumer<Stage>> of) {
        return of.get(stage.random().nextInt(of.size()));
    }
}
