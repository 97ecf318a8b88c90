package delivery.ranking.snapshot;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.ranking.state.Admission;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.LongStream;

/** Snapshots for tests. */
public final class Snapshots {
    private Snapshots() {}

    /** Of a server that has seen that many orders made, in one shard. */
    public static Snapshot ofOrders(long count) {
        var state = new RankingState(new Admission("", null), 600, new FakeTime());
        new DirectConsumer(state, Hellos.of("s"))
                .bring(LongStream.rangeClosed(1, count)
                        .mapToObj(Events::created)
                        .toList());
        return state.freeze();
    }

    public static Snapshot read(byte[] bytes) throws IOException {
        return SnapshotFormat.read(bytes);
    }

    public static byte[] bytes(Snapshot snapshot) {
        try {
            var out = new ByteArrayOutputStream();
            SnapshotFormat.write(snapshot, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
