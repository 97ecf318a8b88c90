package delivery.ranking.snapshot;

import delivery.model.Position;
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
import delivery.ranking.state.Shard;
import delivery.ranking.state.ShardTable;
import delivery.ranking.state.SlidingRegions;
import delivery.ranking.state.Snapshot;
import delivery.ranking.state.Source;
import delivery.ranking.state.Sources;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Snapshots to bytes and back: one and the same state is always the same bytes. See docs/operations.md.
 *
 * <p>A section may be longer than this version knows, and there may be sections that it does not know: both are skipped.
 * So a version may add, but not change the meaning of what is there; if it must, it says so in the header.
 */
final class SnapshotFormat {
    private static final int STREAM = 1;
    private static final int TOTALS = 2;
    private static final int RESPONSE = 3;
    private static final int COMPLETION = 4;
    private static final int DRIVERS = 5;
    private static final int SECOND = 6;
    private static final int FORMER_SHARDS = 7;
    private static final int SHARD = 8;
    private static final int GAP = 9;
    private static final int SOURCES = 10;
    private static final int LEAVES = 11;
    private static final int SOURCE = 12;
    private static final int FINGERPRINTS = 13;
    private static final int OPEN_ORDERS = 14;
    private static final int FLEET = 15;

    private static final int LEAVES_PER_SECTION = 64;

    private SnapshotFormat() {}

    static void write(Snapshot snapshot, OutputStream out) throws IOException {
        try (var sections = new SectionWriter(out)) {
            if (snapshot.stream() != null) {
                sections.write(STREAM, section -> {
                    section.writeUTF(snapshot.stream().name());
                    section.writeUTF(snapshot.stream().arn());
                    section.writeLong(snapshot.stream().createdAtMillis());
                });
            }
            write(snapshot.ranking(), snapshot.streamMillis(), sections);
            write(snapshot.shards(), sections);
            sections.write(OPEN_ORDERS, snapshot.city().open()::write);
            sections.write(FLEET, snapshot.city().fleet()::write);
            write(snapshot.sources(), sections);
            sections.write(FINGERPRINTS, snapshot.fingerprints()::write);
        }
    }

    private static void write(Ranking.Image ranking, long streamMillis, SectionWriter sections) throws IOException {
        var totals = ranking.totals();
        sections.write(TOTALS, section -> {
            section.writeLong(streamMillis);
            section.writeLong(totals.created());
            section.writeLong(totals.createdPrice());
            section.writeLong(totals.assigned());
            section.writeLong(totals.completed());
            section.writeLong(totals.completedPrice());
            section.writeLong(ranking.regions().late());
            section.writeLong(ranking.regions().ahead());
        });
        sections.write(RESPONSE, ranking.response()::write);
        sections.write(COMPLETION, ranking.completion()::write);
        sections.write(DRIVERS, ranking.drivers()::write);
        for (var i = 0; i < ranking.regions().seconds().length; i++) {
            var second = ranking.regions().seconds()[i];
            var orders = ranking.regions().orders()[i];
            if (Arrays.stream(orders).anyMatch(count -> count > 0)) {
                sections.write(SECOND, section -> {
                    section.writeLong(second);
                    writeCounts(section, orders);
                });
            }
        }
    }

    /** Pairs of region and orders, and -1. */
    private static void writeCounts(DataOutput out, int[] orders) throws IOException {
        for (var region = 0; region < orders.length; region++) {
            if (orders[region] > 0) {
                out.writeShort(region);
                out.writeInt(orders[region]);
            }
        }
        out.writeShort(-1);
    }

    private static void write(ShardTable.Image shards, SectionWriter sections) throws IOException {
        sections.write(FORMER_SHARDS, section -> {
            shards.formerRecords().write(section);
            section.writeLong(shards.formerUnknownFields());
        });
        for (var shard : shards.shards()) {
            sections.write(SHARD, shard::write);
        }
        for (var gap : shards.gaps()) {
            sections.write(GAP, section -> {
                section.writeUTF(gap.shardId());
                section.writeUTF(gap.from().toString());
                section.writeUTF(gap.to().toString());
                section.writeLong(gap.fromMillis());
                section.writeLong(gap.toMillis());
                section.writeUTF(gap.what());
            });
        }
    }

    private static void write(Sources.Image sources, SectionWriter sections) throws IOException {
        var forgotten = sources.forgotten();
        sections.write(SOURCES, section -> {
            section.writeLong(sources.conflicts());
            section.writeLong(forgotten.sources());
            section.writeLong(forgotten.applied());
            section.writeLong(forgotten.rejected());
            section.writeLong(forgotten.missing());
            section.writeLong(sources.contradictions());
            section.writeLong(sources.nameless());
        });
        var byName = sources.sources().stream()
                .sorted(Comparator.comparing(Source::name))
                .toList();
        for (var source : byName) {
            write(source, sections);
        }
    }

    /** The leaves of its sets come before the source itself. */
    private static void write(Source source, SectionWriter sections) throws IOException {
        for (var set = 0; set < source.sets().size(); set++) {
            var leaves = new LeafWriter(set, sections);
            source.sets().get(set).forEachLeaf(leaves::write);
            leaves.flush();
        }
        var rejected = new LeafWriter(source.sets().size(), sections);
        source.audit().rejectedBits().forEachLeaf(rejected::write);
        rejected.flush();
        var future = new LeafWriter(source.sets().size() + 1, sections);
        source.audit().futureBits().forEachLeaf(future::write);
        future.flush();
        sections.write(SOURCE, source::write);
    }

    /** Gathers leaves of one set to sections of a size that is easy to hold. */
    private static final class LeafWriter {
        private final int set;
        private final SectionWriter sections;
        private final Map<Long, long[]> leaves = new TreeMap<>();

        LeafWriter(int set, SectionWriter sections) {
            this.set = set;
            this.sections = sections;
        }

        void write(long leaf, long[] words) throws IOException {
            if (Arrays.stream(words).allMatch(word -> word == 0)) {
                return;
            }
            leaves.put(leaf, words);
            if (leaves.size() == LEAVES_PER_SECTION) {
                flush();
            }
        }

        void flush() throws IOException {
            if (!leaves.isEmpty()) {
                sections.write(LEAVES, section -> {
                    section.writeByte(set);
                    section.writeByte(leaves.size());
                    for (var leaf : leaves.entrySet()) {
                        section.writeLong(leaf.getKey());
                        Bits.writeLeaf(section, leaf.getValue());
                    }
                });
                leaves.clear();
            }
        }
    }

    /** @throws CorruptSnapshotException if that is no snapshot, or not a whole one, or of a version that we do not read */
    static Snapshot read(byte[] bytes) throws CorruptSnapshotException {
        try {
            var sections = new SectionReader(bytes);
            var reader = new Reader();
            while (sections.next()) {
                reader.read(sections.tag(), sections.content());
            }
            return reader.snapshot();
        } catch (CorruptSnapshotException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CorruptSnapshotException("its content makes no sense (" + e + ")");
        }
    }

    /** Gathers the sections. */
    private static final class Reader {
        private StreamIdentity stream;
        private long streamMillis;
        private Totals totals = Ranking.Image.EMPTY.totals();
        private long late;
        private long ahead;
        private DurationFigures response = new DurationFigures();
        private DurationFigures completion = new DurationFigures();
        private DriverEarnings drivers = new DriverEarnings();
        private final TreeMap<Long, int[]> seconds = new TreeMap<>();
        private Records formerRecords = Records.NONE;
        private long formerUnknownFields;
        private final List<Shard> shards = new ArrayList<>();
        private final List<RecordedGap> gaps = new ArrayList<>();
        private Fingerprints fingerprints = new Fingerprints();
        private OpenOrders.Image openOrders = OpenOrders.Image.EMPTY;
        private Fleet fleet = new Fleet();
        private long conflicts;
        private long contradictions;
        private long nameless;
        private Forgotten forgotten = Forgotten.NONE;
        private Map<Integer, Bits> leaves = new TreeMap<>();
        private final List<Source> sources = new ArrayList<>();

        void read(int tag, DataInputStream in) throws IOException {
            switch (tag) {
                case STREAM -> stream = new StreamIdentity(in.readUTF(), in.readUTF(), in.readLong());
                case TOTALS -> {
                    streamMillis = in.readLong();
                    totals = new Totals(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
                    late = in.readLong();
                    ahead = in.readLong();
                }
                case RESPONSE -> response = DurationFigures.read(in);
                case COMPLETION -> completion = DurationFigures.read(in);
                case DRIVERS -> drivers = DriverEarnings.read(in);
                case SECOND -> seconds.put(in.readLong(), readCounts(in));
                case FORMER_SHARDS -> {
                    formerRecords = Records.read(in);
                    formerUnknownFields = in.readLong();
                }
                case FINGERPRINTS -> fingerprints = Fingerprints.read(in);
                case OPEN_ORDERS -> openOrders = OpenOrders.Image.read(in);
                case FLEET -> fleet = Fleet.read(in);
                case SHARD -> shards.add(Shard.read(in));
                case GAP ->
                    gaps.add(new RecordedGap(
                            in.readUTF(),
                            Position.parse(in.readUTF()),
                            Position.parse(in.readUTF()),
                            in.readLong(),
                            in.readLong(),
                            in.readUTF()));
                case SOURCES -> {
                    conflicts = in.readLong();
                    forgotten = new Forgotten(in.readLong(), in.readLong(), in.readLong(), in.readLong());
                    // An older snapshot ends here.
                    contradictions = in.available() > 0 ? in.readLong() : 0;
                    nameless = in.available() > 0 ? in.readLong() : 0;
                }
                case LEAVES -> {
                    var bits = leaves.computeIfAbsent(in.readUnsignedByte(), set -> new Bits());
                    for (var count = in.readUnsignedByte(); count > 0; count--) {
                        bits.putLeaf(in.readLong(), Bits.readLeaf(in));
                    }
                }
                case SOURCE -> {
                    sources.add(Source.read(in, leaves));
                    leaves = new TreeMap<>();
                }
                default -> {}
            }
        }

        private static int[] readCounts(DataInput in) throws IOException {
            var orders = new int[Region.COUNT];
            for (var region = in.readShort(); region >= 0; region = in.readShort()) {
                orders[region] = in.readInt();
            }
            return orders;
        }

        Snapshot snapshot() {
            return new Snapshot(
                    stream,
                    streamMillis,
                    new Ranking.Image(
                            totals,
                            new SlidingRegions.Image(
                                    seconds.keySet().stream()
                                            .mapToLong(second -> second)
                                            .toArray(),
                                    seconds.values().toArray(int[][]::new),
                                    late,
                                    ahead),
                            drivers,
                            response,
                            completion),
                    new Sources.Image(List.copyOf(sources), forgotten, conflicts, contradictions, nameless),
                    new ShardTable.Image(List.copyOf(shards), formerRecords, formerUnknownFields, List.copyOf(gaps)),
                    fingerprints,
                    new City.Image(openOrders, fleet));
        }
    }
}
