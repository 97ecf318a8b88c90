package delivery.ranking.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.FakeTime;
import delivery.bytes.Grown;
import delivery.model.Events;
import delivery.model.Position;
import delivery.ranking.state.Admission;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Effort;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.RankingState.Life;
import delivery.ranking.state.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotFormatTest {
    private static final Life LIFE = new Life(600, RankingState.RETENTION, 7);

    private final FakeTime time = new FakeTime();

    /** With something of everything that a snapshot has. */
    private RankingState busyState() {
        time.advance(Duration.ofMinutes(3));
        var state = new RankingState(new Admission("", null), LIFE, Snapshot.EMPTY, time);
        var old = new DirectConsumer(state, Hellos.of("old").stream(Hellos.older()));
        old.bring(old.batch().event(Events.created(1), time.millis()).to(10));
        var left = new DirectConsumer(state, Hellos.of("left").part(0, 2).acceptLoss());
        var right = new DirectConsumer(state, Hellos.of("right").part(1, 2));
        var random = new Random(5);
        for (var n = 2; n <= 60; n++) {
            var order = Events.order(n)
                    .driver(random.nextInt(20))
                    .pickUp(random.nextInt(30), 2)
                    .assignedAfter(random.nextInt(5_000) - 500);
            left.bring(left.batch().event(order.created(), time.millis()).to(left.next(1)));
            if (random.nextInt(3) > 0) {
                right.bring(order.assigned(), order.completed());
            }
        }
        left.bring(left.batch()
                .event(Events.order(9).drivers("zzz9").driver(8).assigned())
                .event(Events.order(70_000).created())
                .rejected("not-json")
                .rejected("future", Events.PRODUCER, 66)
                .progress(Events.progress(Events.PRODUCER, 64), time.millis() - 5_000)
                .progress(Events.throttled(Events.DRIVERS, 70), time.millis())
                .unknownFields(2)
                .gap(1, 2)
                .readThrough(time.millis())
                .to(left.next(70_000)));
        right.bring(right.batch().readThrough(time.millis() - 2_000).end("child-1", "child-2"));
        return state;
    }

    private RankingState restored(byte[] bytes) throws IOException {
        return new RankingState(new Admission("", null), LIFE, SnapshotFormat.read(bytes), time);
    }

    @Test
    void whatIsReadAgainIsTheSame() throws IOException {
        var state = busyState();
        var bytes = Snapshots.bytes(state.freeze());
        var again = restored(bytes);
        assertThat(Snapshots.bytes(again.freeze())).isEqualTo(bytes);
        assertThat(again.picture())
                .usingRecursiveComparison()
                .ignoringFields("shards", "audit.coverage", "audit.unread")
                .isEqualTo(state.picture());
        assertThat(again.picture().audit().gaps()).hasSize(2);
        assertThat(again.picture().audit().conflicts()).isOne();
        assertThat(again.picture().topRegions()).isNotEmpty();
        assertThat(again.picture().shards())
                .extracting(shard -> shard.shardId() + " " + shard.state() + " " + shard.position() + " "
                        + shard.durable() + " " + shard.consumer())
                .containsExactly(
                        "child-1 EXPECTED TRIM_HORIZON TRIM_HORIZON null",
                        "child-2 EXPECTED TRIM_HORIZON TRIM_HORIZON null",
                        "left OPEN 70059 70059 null",
                        "right CLOSED SHARD_END SHARD_END null");
    }

    /** The old one and the restored one go on alike: nothing that matters is only in memory. */
    @Test
    void whatFollowsHasTheSameEffectOnBoth() throws IOException {
        var state = busyState();
        var again = restored(Snapshots.bytes(state.freeze()));
        state.leave(
                "left", new DirectConsumer(state, Hellos.of("left").part(0, 2).takeover()).epoch());
        for (var each : new RankingState[] {state, again}) {
            time.advance(Duration.ZERO);
            var left = new DirectConsumer(each, Hellos.of("left").part(0, 2));
            LongStream.rangeClosed(1, 80).forEach(n -> left.bring(Events.created(n), Events.completed(n)));
            new DirectConsumer(each, Hellos.of("child-1").parents("right").part(2, 4))
                    .bring(Events.assigned(7), Events.assigned(66));
        }
        assertThat(Snapshots.bytes(again.freeze())).isEqualTo(Snapshots.bytes(state.freeze()));
        assertThat(again.picture().totals().created()).isEqualTo(81);
    }

    /** T08. */
    @Test
    void aFlippedBitAnywhereIsFound() {
        var bytes = Snapshots.bytes(busyState().freeze());
        assertThat(bytes).hasSizeGreaterThan(3_000);
        for (var offset = 0; offset < bytes.length; offset += Effort.stride()) {
            for (var bit = 0; bit < 8; bit++) {
                bytes[offset] ^= (byte) (1 << bit);
                assertIsRefused(bytes, "byte " + offset + " bit " + bit);
                bytes[offset] ^= (byte) (1 << bit);
            }
        }
    }

    /** T08. */
    @Test
    void aFileCutOffAnywhereIsFound() {
        var bytes = Snapshots.bytes(busyState().freeze());
        for (var length = 0; length < bytes.length; length += Effort.stride()) {
            assertIsRefused(Arrays.copyOf(bytes, length), "cut to " + length);
            if (length > 0) {
                assertIsRefused(Arrays.copyOf(bytes, bytes.length + length), "longer by " + length);
            }
        }
    }

    private static void assertIsRefused(byte[] bytes, String what) {
        try {
            SnapshotFormat.read(bytes);
        } catch (CorruptSnapshotException e) {
            return;
        }
        throw new AssertionError("read although " + what);
    }

    /** Sections, fields of a section, and fields of every value within one at any depth. */
    @Test
    void whatANewerVersionAddsIsSkipped() throws IOException {
        var state = busyState();
        var left = new DirectConsumer(state, Hellos.of("left").part(0, 2).takeover());
        var open = Events.order(80).createdAt(time.millis()).created();
        left.bring(left.batch().event(open, time.millis()).to(left.next(1)));
        var known = Snapshots.bytes(state.freeze());
        var newer = new ByteArrayOutputStream();
        var kinds = new TreeSet<String>();
        try (var out = new SectionWriter(newer)) {
            var reader = new SectionReader(known);
            while (reader.next()) {
                out.write(9_999, new byte[] {1, 2, 3});
                out.write(reader.tag(), Grown.bytes(SnapshotFormat.layout(reader.tag()), reader.content(), kinds));
            }
        }
        assertThat(Snapshots.bytes(SnapshotFormat.read(newer.toByteArray()))).isEqualTo(known);
        assertThat(kinds)
                .containsExactly(
                        "Counted",
                        "Delivery",
                        "DriverPicture",
                        "Entry",
                        "Forgotten",
                        "KeyRange",
                        "Leaf",
                        "OrderId",
                        "Position",
                        "Records",
                        "RegionCount",
                        "Row",
                        "SourceAudit",
                        "StreamIdentity",
                        "String",
                        "Trip",
                        "Waiting",
                        "long[]");
    }

    @Test
    void aFormatThatWeDoNotUnderstandIsRefusedWithItsVersion() {
        var bytes = Snapshots.bytes(Snapshot.EMPTY);
        ByteBuffer.wrap(bytes).putShort(8, (short) 12).putShort(10, (short) (SectionWriter.VERSION + 1));
        sign(bytes);
        assertThatThrownBy(() -> SnapshotFormat.read(bytes)).hasMessageContaining("version 12 of this program");
        ByteBuffer.wrap(bytes).putShort(10, (short) SectionWriter.VERSION);
        sign(bytes);
        assertThat(assertReads(bytes).stream()).isNull();
    }

    private static Snapshot assertReads(byte[] bytes) {
        try {
            return SnapshotFormat.read(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void sign(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    }

    @ParameterizedTest
    @ValueSource(shorts = {1, 2})
    void whatAnOlderVersionWroteIsRefusedWithItsVersion(short version) {
        var bytes = Snapshots.bytes(Snapshot.EMPTY);
        ByteBuffer.wrap(bytes).putShort(8, version).putShort(10, version);
        sign(bytes);
        assertThatThrownBy(() -> SnapshotFormat.read(bytes))
                .hasMessageContaining("version " + version + " of this program");
    }

    /**
     * What changes these bytes changes {@link SectionWriter#VERSION}, or adds at an end. After a change that is meant, {@code
     * target/snapshot.bin} is the new golden file.
     */
    @Test
    void aStateIsTheseBytesForEver() throws IOException {
        byte[] golden;
        try (var in = getClass().getResourceAsStream("snapshot.bin")) {
            golden = in.readAllBytes();
        }
        var bytes = Snapshots.bytes(busyState().freeze());
        Files.write(Path.of("target", "snapshot.bin"), bytes);
        assertThat(bytes).isEqualTo(golden);
        var picture = restored(golden).picture();
        assertThat(picture.totals().created()).isEqualTo(61);
        assertThat(picture.audit().gaps()).hasSize(2);
        assertThat(picture.audit().sources()).hasSize(3);
        assertThat(picture.shards()).hasSize(4);
        assertThat(picture.stream()).isEqualTo(Hellos.STREAM);
        assertThat(SnapshotFormat.read(golden).shards().shards().get(2).position())
                .isEqualTo(Position.after("70059"));
    }
}
