package delivery.simulation.world;

import delivery.kinesis.KinesisStream;
import delivery.kinesis.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The lists of shards that there have been: a stale answer is one of them. */
public final class ShardLists {
    private final KinesisStream stream;
    private final RandomGenerator random;
    private final List<List<Shard>> lists = new ArrayList<>();

    public ShardLists(KinesisStream stream, RandomGenerator random) {
        this.stream = stream;
        this.random = random;
    }

    /** As it is now: a split is not to be seen before the stream is done with it. */
    public List<Shard> present() {
        var now = stream.shards();
        if (lists.isEmpty() || !now.equals(lists.get(lists.size() - 1))) {
            lists.add(now);
        }
        return now;
    }

    public List<Shard> stale() {
        present();
        return lists.get(Math.max(0, lists.size() - 1 - random.nextInt(3)));
    }
}
