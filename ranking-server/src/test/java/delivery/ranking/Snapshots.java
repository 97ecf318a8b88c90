package delivery.ranking;

import delivery.app.FakeTime;
import delivery.model.Events;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.LongStream;

/** Snapshots for tests. */
final class Snapshots {
    private Snapshots() {}

    /** Of a server that has seen that many orders made, in one shard. */
    static Snapshot ofOrders(long count) {
        var state = new RankingState(new Admission("", null), 600, new FakeTime());
        new DirectConsumer(state, Hellos.of("s"))
                .bring(LongStream.rangeClosed(1, count)
                        .mapToObj(Events::created)
                        .toList());
        return state.freeze();
    }

    static byte[] bytes(Snapshot snapshot) {
        try {
            var out = new ByteArrayOutputStream();
            SnapshotFormat.write(snapshot, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
