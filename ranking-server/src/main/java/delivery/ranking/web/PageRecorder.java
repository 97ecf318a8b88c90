package delivery.ranking.web;

import delivery.app.Agent;
import delivery.app.Time;
import delivery.ranking.record.RecordingFile;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.RankingPicture.ShardState;
import delivery.ranking.state.Verdict;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Writes down what a page is sent that looks every so often: all of it at first and from time to time, so that one can begin to look
 * there, else what has changed; and marks where shards have ended and where something was lost. One thread's, and not the ranking
 * loop's.
 */
public final class PageRecorder implements Agent {
    /** No look is further from a whole page than that. */
    static final long WHOLE_MILLIS = 20_000;

    private final RecordingFile file;
    private final Supplier<RankingPicture> pictures;
    private final Time clock;
    private final Duration pace;
    private final Duration began;
    private final PageView view;
    private RankingPicture seen;
    private PageJson before;
    private long wholeAt;
    private Set<String> closed;
    private boolean isLost;

    /**
     * @param began when the recording did, by this clock
     * @param run of the server, as its page knows it
     * @param pictures the newest one
     * @param pace how often one looks
     */
    public PageRecorder(
            RecordingFile file,
            Duration began,
            String run,
            Supplier<RankingPicture> pictures,
            Time clock,
            Duration pace) {
        this.file = file;
        this.pictures = pictures;
        this.clock = clock;
        this.pace = pace;
        this.began = began;
        view = new PageView(run, List.of(), new History());
    }

    @Override
    public Duration doWork() {
        look();
        return file.isEnded() ? null : pace;
    }

    private void look() {
        var picture = pictures.get();
        if (picture == seen || file.isEnded()) {
            return;
        }
        seen = picture;
        var t = file.resumesAt() + clock.elapsed().minus(began).toMillis();
        var page = PageJson.of(view.next(picture));
        if (before == null || t - wholeAt >= WHOLE_MILLIS) {
            wholeAt = t;
            file.page(t, JsonBytes.of(page));
        } else {
            file.page(t, JsonBytes.of(Change.of(before, page)));
        }
        before = page;
        markEnds(picture, t);
        markLoss(picture.verdict(), t);
    }

    private void markEnds(RankingPicture picture, long t) {
        var ended = picture.shards().stream()
                .filter(shard -> shard.state() == ShardState.CLOSED)
                .map(ShardPicture::shardId)
                .collect(Collectors.toCollection(HashSet::new));
        if (closed != null) {
            ended.stream()
                    .filter(shard -> !closed.contains(shard))
                    .sorted()
                    .forEach(shard -> file.mark(t, "shards", number(shard) + " has ended" + heirs(picture, shard)));
        }
        closed = ended;
    }

    private static String heirs(RankingPicture picture, String parent) {
        var heirs = picture.shards().stream()
                .filter(shard -> shard.lane().parents().contains(parent))
                .map(ShardPicture::shardId)
                .sorted()
                .map(PageRecorder::number)
                .toList();
        return heirs.isEmpty()
                ? ""
                : ": " + String.join(" and ", heirs) + (heirs.size() == 1 ? " goes" : " go") + " on";
    }

    /** As people say it. */
    private static String number(String shardId) {
        return shardId.replaceFirst("^shardId-0*(?=[0-9]+$)", "shard ");
    }

    private void markLoss(Verdict verdict, long t) {
        var isLoss = verdict.word() == Verdict.Word.LOSS;
        if (isLoss && !isLost) {
            file.mark(t, "loss", "loss: " + String.join("; ", verdict.reasons()));
        }
        isLost = isLoss;
    }

    /** What came last is to be seen, too. */
    @Override
    public void close() {
        look();
        file.close();
    }
}
