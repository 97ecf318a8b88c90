package delivery.ranking.web;

import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.Durations;
import delivery.ranking.state.RankingPicture.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The last quarter of an hour, a sample a second, in memory that does not grow. Thread-safe. */
final class History {
    static final int SECONDS = 15 * 60;

    private final Sample[] samples = new Sample[SECONDS];
    private long count;
    private RankingPicture before;

    /**
     * One second.
     *
     * @param second since the epoch
     * @param created events that counted, a second; assigned and completed likewise
     * @param responseSeconds average of those assigned in it; NaN if none was, likewise completionSeconds
     * @param lagSeconds of the shard that is furthest behind; NaN if none is known
     */
    record Sample(
            long second,
            double created,
            double assigned,
            double completed,
            double responseSeconds,
            double completionSeconds,
            double lagSeconds) {}

    /** Takes a sample if a second has passed since the last one; null if not. */
    synchronized Sample see(RankingPicture picture) {
        var had = before == null ? picture : before;
        var second = picture.asOf().getEpochSecond();
        if (second < had.asOf().getEpochSecond()) {
            // Somebody set the clock back: what is shown is in order of time.
            count = 0;
            before = picture;
            return null;
        }
        if (before == null || second > had.asOf().getEpochSecond()) {
            before = picture;
        }
        if (second <= had.asOf().getEpochSecond()) {
            return null;
        }
        var seconds = Math.max(1, picture.elapsed().minus(had.elapsed()).toMillis()) / 1_000.0;
        var assigned = risen(had, picture, Totals::assigned);
        var completed = risen(had, picture, Totals::completed);
        var sample = new Sample(
                second,
                risen(had, picture, Totals::created) / seconds,
                assigned / seconds,
                completed / seconds,
                average(had.response(), picture.response(), assigned),
                average(had.completion(), picture.completion(), completed),
                lag(picture));
        samples[(int) (count++ % SECONDS)] = sample;
        return sample;
    }

    private static double risen(RankingPicture before, RankingPicture now, ToLongFunction<Totals> figure) {
        return figure.applyAsLong(now.totals()) - figure.applyAsLong(before.totals());
    }

    /** Of those that have come in between; not a number if none has. */
    private static double average(Durations before, Durations now, double count) {
        return (now.sumMillis() - before.sumMillis()) / 1_000.0 / count;
    }

    private static double lag(RankingPicture picture) {
        return picture.shards().stream()
                .filter(shard -> shard.lagSeconds() != null)
                .mapToDouble(RankingPicture.ShardPicture::lagSeconds)
                .max()
                .orElse(Double.NaN);
    }

    /** The oldest first. */
    synchronized List<Sample> samples() {
        var all = new ArrayList<Sample>();
        for (var i = Math.max(0, count - SECONDS); i < count; i++) {
            all.add(samples[(int) (i % SECONDS)]);
        }
        return all;
    }
}
