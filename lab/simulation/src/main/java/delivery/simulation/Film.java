package delivery.simulation;

import delivery.ranking.loop.LatestPicture;
import delivery.ranking.record.RecordingFile;
import delivery.ranking.web.PageRecorder;
import delivery.simulation.program.RankingHost;
import delivery.simulation.world.World;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A seed's world as the page of its first server would show it, in a file that {@code delivery replay} plays. */
final class Film implements AutoCloseable {
    private static final long MOST_BYTES = 16L << 20;
    /** About: a world of hours has no use for a look a second. */
    private static final int LOOKS = 300;

    private static final Duration SHORTEST = Duration.ofMillis(200);

    private final World world;
    private final RankingHost server;
    private final RecordingFile file;
    private final Duration pace;
    private @Nullable LatestPicture life;
    private @Nullable PageRecorder page;
    private int lives;

    private Film(World world, RankingHost server, RecordingFile file) {
        this.world = world;
        this.server = server;
        this.file = file;
        var even = world.plan().chaos().dividedBy(LOOKS);
        pace = even.compareTo(SHORTEST) < 0 ? SHORTEST : even;
    }

    /** @throws delivery.app.AppException if the file cannot be made */
    static Film of(Path path, World world, RankingHost server) {
        var title = "seed " + world.plan().seed();
        var file = RecordingFile.create(path, MOST_BYTES, World.START.toEpochMilli(), title);
        var film = new Film(world, server, file);
        world.clock().watchedBy(film::look, film.pace);
        return film;
    }

    private void look() {
        server.shown().ifPresent(shown -> {
            var recorder = page == null || shown != life ? begin(shown) : page;
            recorder.doWork();
        });
    }

    /** Each life of the server counts up from its snapshot. */
    private PageRecorder begin(LatestPicture next) {
        if (life != null) {
            mark("again", "the ranking server has started again");
        }
        life = next;
        lives++;
        var recorder = new PageRecorder(file, Duration.ZERO, "life-" + lives, next::get, world.clock(), pace);
        page = recorder;
        return recorder;
    }

    /** What the seed fails for. */
    void ends(Throwable failure) {
        mark("violation", "fails: " + failure.getMessage());
    }

    private void mark(String kind, String text) {
        file.mark(world.clock().elapsed().toMillis(), kind, text);
    }

    @Override
    public void close() {
        look();
        file.close();
    }
}
