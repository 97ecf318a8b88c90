package delivery.ranking;

import delivery.ranking.CityPicture.Work;
import java.util.ArrayList;
import java.util.List;

/** The last quarter of an hour, a sample a second, in memory that does not grow. Thread-safe. */
final class History {
    static final int SECONDS = 15 * 60;

    private final Sample[] samples = new Sample[SECONDS];
    private long count;
    private long sampledAtMillis = Long.MIN_VALUE;
    private Work before;

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
        var now = picture.asOf().toEpochMilli();
        var work = picture.city().work();
        if (before == null) {
            before = work;
            sampledAtMillis = now;
        }
        var second = Math.floorDiv(now, 1_000L);
        if (second <= Math.floorDiv(sampledAtMillis, 1_000L)) {
            return null;
        }
        var seconds = (now - sampledAtMillis) / 1_000.0;
        var assigned = work.assigned() - before.assigned();
        var completed = work.completed() - before.completed();
        var sample = new Sample(
                second,
                (work.created() - before.created()) / seconds,
                assigned / seconds,
                completed / seconds,
                (work.responseMillis() - before.responseMillis()) / 1_000.0 / assigned,
                (work.completionMillis() - before.completionMillis()) / 1_000.0 / completed,
                lag(picture));
        samples[(int) (count++ % SECONDS)] = sample;
        before = work;
        sampledAtMillis = now;
        return sample;
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
