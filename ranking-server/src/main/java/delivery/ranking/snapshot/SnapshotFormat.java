package delivery.ranking.snapshot;

import delivery.bytes.Fields;
import delivery.bytes.Layout;
import delivery.bytes.ModelLayouts;
import delivery.model.Region;
import delivery.protocol.Message.StreamIdentity;
import delivery.ranking.city.City;
import delivery.ranking.city.Fleet;
import delivery.ranking.city.OpenOrders;
import delivery.ranking.identity.Bits;
import delivery.ranking.identity.Fingerprints;
import delivery.ranking.state.DriverEarnings;
import delivery.ranking.state.DurationFigures;
import delivery.ranking.state.Ranking;
import delivery.ranking.state.RankingPicture.Forgotten;
import delivery.ranking.state.RankingPicture.RecordedGap;
import delivery.ranking.state.RankingPicture.Records;
import delivery.ranking.state.RankingPicture.Totals;
import delivery.ranking.state.ShardProgress;
import delivery.ranking.state.ShardTable;
import delivery.ranking.state.SlidingRegions;
import delivery.ranking.state.Snapshot;
import delivery.ranking.state.SourceBits;
import delivery.ranking.state.SourceLedger;
import delivery.ranking.state.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Snapshots to bytes and back: one and the same state is always the same bytes. See docs/operations.md. */
final class SnapshotFormat {
    private static final int LEAVES_PER_SECTION = 64;

    private SnapshotFormat() {}

    static void write(Snapshot snapshot, OutputStream out) throws IOException {
        try (var sections = new SectionWriter(out)) {
            for (var section : new Parts().sections) {
                section.write(snapshot, sections);
            }
        }
    }

    /** @throws CorruptSnapshotException if that is no snapshot, or not a whole one, or of a version that we do not read */
    static Snapshot read(byte[] bytes) throws CorruptSnapshotException {
        try {
            var in = new SectionReader(bytes);
            var parts = new Parts();
            while (in.next()) {
                for (var section : parts.sections) {
                    if (section.tag == in.tag()) {
                        section.read(in.content());
                    }
                }
            }
            return parts.snapshot();
        } catch (RuntimeException e) {
            throw new CorruptSnapshotException("its content makes no sense (" + e + ")");
        }
    }

    static Layout<?> layout(int tag) {
        return new Parts()
                .sections.stream()
                        .filter(section -> section.tag == tag)
                        .findFirst()
                        .orElseThrow()
                        .layout;
    }

    /**
     * One kind of section.
     *
     * @param of what a snapshot has of it, in an order that does not depend on chance
     * @param into takes each that is read
     */
    private record Section<T>(int tag, Layout<T> layout, Function<Snapshot, Stream<T>> of, Consumer<T> into) {
        void write(Snapshot snapshot, SectionWriter out) throws IOException {
            for (var each = of.apply(snapshot).iterator(); each.hasNext(); ) {
                out.write(tag, layout.toBytes(each.next()));
            }
        }

        void read(byte[] content) {
            into.accept(layout.read(content));
        }
    }

    /** What a snapshot is gathered of, and the table of its sections. */
    private static final class Parts {
        private Head head = Head.of(Snapshot.EMPTY);
        private Totals totals = Snapshot.EMPTY.ranking().totals();
        private DurationFigures response = new DurationFigures();
        private DurationFigures completion = new DurationFigures();
        private DriverEarnings drivers = new DriverEarnings();
        private final TreeMap<Long, int[]> seconds = new TreeMap<>();
        private final List<ShardProgress> shards = new ArrayList<>();
        private final List<RecordedGap> gaps = new ArrayList<>();
        private final Map<String, SourceBits> bits = new HashMap<>();
        private final List<SourceLedger> sources = new ArrayList<>();
        private Fingerprints fingerprints = new Fingerprints();
        private OpenOrders.Image openOrders = OpenOrders.Image.EMPTY;
        private Fleet fleet = new Fleet();

        private final List<Section<?>> sections = List.of(
                new Section<>(1, SnapshotFormat::head, s -> Stream.of(Head.of(s)), part -> head = part),
                new Section<>(2, Totals::describe, s -> Stream.of(s.ranking().totals()), part -> totals = part),
                new Section<>(
                        3, DurationFigures::describe, s -> Stream.of(s.ranking().response()), part -> response = part),
                new Section<>(
                        4,
                        DurationFigures::describe,
                        s -> Stream.of(s.ranking().completion()),
                        part -> completion = part),
                new Section<>(
                        5, DriverEarnings::describe, s -> Stream.of(s.ranking().drivers()), part -> drivers = part),
                new Section<>(
                        6,
                        SnapshotFormat::second,
                        SnapshotFormat::seconds,
                        part -> seconds.put(part.second, part.orders)),
                new Section<>(7, ShardProgress::describe, s -> s.shards().shards().stream(), shards::add),
                new Section<>(8, SnapshotFormat::gap, s -> s.shards().gaps().stream(), gaps::add),
                new Section<>(
                        9, OpenOrders.Image::describe, s -> Stream.of(s.city().open()), part -> openOrders = part),
                new Section<>(10, Fleet::describe, s -> Stream.of(s.city().fleet()), part -> fleet = part),
                new Section<>(11, SnapshotFormat::leaves, s -> byName(s).flatMap(SnapshotFormat::groups), this::put),
                new Section<>(12, f -> SourceLedger.describe(f, this::bitsOf), SnapshotFormat::byName, sources::add),
                new Section<>(
                        13, Fingerprints::describe, s -> Stream.of(s.fingerprints()), part -> fingerprints = part));

        private SourceBits bitsOf(String source) {
            return bits.computeIfAbsent(source, name -> new SourceBits());
        }

        private void put(Leaves leaves) {
            leaves.leaves.forEach(leaf -> bitsOf(leaves.source).put(leaves.set, leaf.index, leaf.words));
        }

        Snapshot snapshot() {
            var regions = new SlidingRegions.Image(
                    seconds.keySet().stream().mapToLong(second -> second).toArray(),
                    seconds.values().toArray(int[][]::new),
                    head.late,
                    head.ahead);
            return new Snapshot(
                    head.stream,
                    head.streamMillis,
                    new Ranking.Image(totals, regions, drivers, response, completion),
                    new Sources.Image(
                            List.copyOf(sources), head.forgotten, head.conflicts, head.contradictions, head.nameless),
                    new ShardTable.Image(
                            List.copyOf(shards), head.formerRecords, head.formerUnknownFields, List.copyOf(gaps)),
                    fingerprints,
                    new City.Image(openOrders, fleet));
        }
    }

    /** All that is a single figure. */
    private record Head(
            StreamIdentity stream,
            long streamMillis,
            long late,
            long ahead,
            Records formerRecords,
            long formerUnknownFields,
            Forgotten forgotten,
            long conflicts,
            long contradictions,
            long nameless) {
        static Head of(Snapshot snapshot) {
            var regions = snapshot.ranking().regions();
            var shards = snapshot.shards();
            var sources = snapshot.sources();
            return new Head(
                    snapshot.stream(),
                    snapshot.streamMillis(),
                    regions.late(),
                    regions.ahead(),
                    shards.formerRecords(),
                    shards.formerUnknownFields(),
                    sources.forgotten(),
                    sources.conflicts(),
                    sources.contradictions(),
                    sources.nameless());
        }
    }

    private static Head head(Fields<Head> f) {
        return new Head(
                f.optional(Head::stream, SnapshotFormat::stream),
                f.i64(Head::streamMillis),
                f.i64(Head::late),
                f.i64(Head::ahead),
                f.part(Head::formerRecords, Records::describe),
                f.i64(Head::formerUnknownFields),
                f.part(Head::forgotten, SnapshotFormat::forgotten),
                f.i64(Head::conflicts),
                f.i64(Head::contradictions),
                f.i64(Head::nameless));
    }

    private static StreamIdentity stream(Fields<StreamIdentity> f) {
        return new StreamIdentity(
                f.text(StreamIdentity::name), f.text(StreamIdentity::arn), f.i64(StreamIdentity::createdAtMillis));
    }

    private static Forgotten forgotten(Fields<Forgotten> f) {
        return new Forgotten(
                f.i64(Forgotten::sources),
                f.i64(Forgotten::applied),
                f.i64(Forgotten::rejected),
                f.i64(Forgotten::missing));
    }

    private static RecordedGap gap(Fields<RecordedGap> f) {
        return new RecordedGap(
                f.text(RecordedGap::shardId),
                f.part(RecordedGap::from, ModelLayouts::position),
                f.part(RecordedGap::to, ModelLayouts::position),
                f.i64(RecordedGap::fromMillis),
                f.i64(RecordedGap::toMillis),
                f.text(RecordedGap::what));
    }

    private record Second(long second, int[] orders) {
        List<RegionCount> counts() {
            return IntStream.range(0, orders.length)
                    .filter(region -> orders[region] > 0)
                    .mapToObj(region -> new RegionCount(region, orders[region]))
                    .toList();
        }
    }

    private record RegionCount(int region, int orders) {}

    private static Stream<Second> seconds(Snapshot snapshot) {
        var regions = snapshot.ranking().regions();
        return IntStream.range(0, regions.seconds().length)
                .mapToObj(i -> new Second(regions.seconds()[i], regions.orders()[i]))
                .filter(second -> Arrays.stream(second.orders).anyMatch(count -> count > 0));
    }

    private static Second second(Fields<Second> f) {
        var second = f.i64(Second::second);
        var orders = new int[Region.COUNT];
        f.list(Second::counts, count -> new RegionCount(count.u16(RegionCount::region), count.i32(RegionCount::orders)))
                .forEach(count -> orders[count.region] = count.orders);
        return new Second(second, orders);
    }

    private static Stream<SourceLedger> byName(Snapshot snapshot) {
        return snapshot.sources().sources().stream().sorted(Comparator.comparing(SourceLedger::name));
    }

    /** So many leaves of one set of a source that they are easy to hold. They come before the source. */
    private record Leaves(String source, int set, List<Leaf> leaves) {}

    private record Leaf(long index, long[] words) {}

    private static Stream<Leaves> groups(SourceLedger source) {
        var all = new ArrayList<Leaves>();
        SourceBits.visit(source, (set, index, words) -> {
            if (Arrays.stream(words).allMatch(word -> word == 0)) {
                return;
            }
            var last = all.isEmpty() ? null : all.get(all.size() - 1);
            if (last == null || last.set != set || last.leaves.size() == LEAVES_PER_SECTION) {
                last = new Leaves(source.name(), set, new ArrayList<>());
                all.add(last);
            }
            last.leaves.add(new Leaf(index, words));
        });
        return all.stream();
    }

    private static Leaves leaves(Fields<Leaves> f) {
        return new Leaves(
                f.text(Leaves::source),
                f.u8(Leaves::set),
                f.list(
                        Leaves::leaves,
                        leaf -> new Leaf(leaf.i64(Leaf::index), leaf.part(Leaf::words, Bits::describe))));
    }
}
