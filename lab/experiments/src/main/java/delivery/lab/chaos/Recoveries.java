package delivery.lab.chaos;

import delivery.lab.chaos.Strike.Target;
import delivery.lab.launcher.RankingAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** How long it took after each blow until the ranking was up to date again; further blows in between are part of it. */
final class Recoveries {
    private final Map<Target, List<Duration>> done = new EnumMap<>(Target.class);
    private final List<Open> open = new ArrayList<>();

    private record Open(Strike strike, long sinceNanos, Predicate<RankingAnswer> isOver) {}

    void begin(Strike strike, long nowNanos, Predicate<RankingAnswer> isOver) {
        open.add(new Open(strike, nowNanos, isOver));
    }

    void look(RankingAnswer ranking, long nowNanos) {
        open.removeIf(each -> {
            if (!each.isOver.test(ranking)) {
                return false;
            }
            done.computeIfAbsent(each.strike.target(), target -> new ArrayList<>())
                    .add(Duration.ofNanos(nowNanos - each.sinceNanos));
            return true;
        });
    }

    boolean areOver() {
        return open.isEmpty();
    }

    List<Strike> notOver() {
        return open.stream().map(Open::strike).toList();
    }

    /** Ascending. */
    List<Duration> of(Target target) {
        return done.getOrDefault(target, List.of()).stream().sorted().toList();
    }
}
