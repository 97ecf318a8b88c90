package delivery.ranking.snapshot;

import delivery.bytes.Fields;
import delivery.bytes.Layout;
import delivery.ranking.state.DriverEarnings;
import delivery.ranking.state.DurationFigures;
import delivery.ranking.state.RankingPicture.Records;
import delivery.ranking.state.RankingPicture.Totals;
import delivery.ranking.state.ShardProgress;
import delivery.ranking.state.Snapshot;
import delivery.ranking.state.SourceBits;
import delivery.ranking.state.SourceLedger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What of a state follows from the records that were read alone, whatever the order of the shards and the time of the
 * reading, in a few bytes: servers that have read the same records must have the same. Not in it is what time decides:
 * the window, who is silent, what is in flight.
 *
 * @param parts by name, as hexadecimal digits
 * @param conflicts events that contradict others: of two the one that came first counts, which may be another one
 *     elsewhere
 * @param gaps intervals that are lost for good
 */
public record StateDigest(Map<String, String> parts, long conflicts, int gaps) {
    private static final Layout<Figures> FIGURES = Figures::describe;
    private static final int SHOWN_BYTES = 8;

    /** Single figures. */
    private record Figures(Records records, long late, long conflicts, long contradictions, long nameless) {
        static Figures describe(Fields<Figures> f) {
            return new Figures(
                    f.part(Figures::records, Records::describe),
                    f.i64(Figures::late),
                    f.i64(Figures::conflicts),
                    f.i64(Figures::contradictions),
                    f.i64(Figures::nameless));
        }
    }

    /** Takes as long as writing a snapshot does. */
    public static StateDigest of(Snapshot snapshot) {
        var ranking = snapshot.ranking();
        var sources = snapshot.sources();
        Layout<Totals> totals = Totals::describe;
        Layout<DurationFigures> durations = DurationFigures::describe;
        Layout<DriverEarnings> drivers = DriverEarnings::describe;
        var records = snapshot.shards().shards().stream()
                .map(ShardProgress::records)
                .reduce(snapshot.shards().formerRecords(), Records::plus);
        var parts = new LinkedHashMap<String, String>();
        parts.put(
                "records",
                shown(sha().digest(FIGURES.toBytes(new Figures(
                        records,
                        ranking.regions().late(),
                        sources.conflicts(),
                        sources.contradictions(),
                        sources.nameless())))));
        parts.put("totals", shown(sha().digest(totals.toBytes(ranking.totals()))));
        var sha = sha();
        sha.update(durations.toBytes(ranking.response()));
        parts.put("durations", shown(sha.digest(durations.toBytes(ranking.completion()))));
        parts.put("drivers", shown(sha().digest(drivers.toBytes(ranking.drivers()))));
        parts.put("sources", shown(sources(snapshot)));
        return new StateDigest(
                parts, sources.conflicts(), snapshot.shards().gaps().size());
    }

    private static byte[] sources(Snapshot snapshot) {
        var sha = sha();
        Layout<SourceLedger> said = SourceLedger::describeWhatIsOnTheStream;
        snapshot.sources().sources().stream()
                .sorted(Comparator.comparing(SourceLedger::name))
                .forEach(source -> {
                    sha.update(said.toBytes(source));
                    SourceBits.visit(source, (set, leaf, words) -> {
                        var bytes = ByteBuffer.allocate(2 * Long.BYTES + words.length * Long.BYTES);
                        bytes.putLong(set).putLong(leaf).asLongBuffer().put(words);
                        if (!isEmpty(words)) {
                            sha.update(bytes.array());
                        }
                    });
                });
        return sha.digest();
    }

    private static boolean isEmpty(long[] words) {
        var any = 0L;
        for (var word : words) {
            any |= word;
        }
        return any == 0;
    }

    private static String shown(byte[] digest) {
        return HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
