package delivery.ranking.letters;

import delivery.app.AppException;
import delivery.app.Time;
import delivery.model.DeadLetter;
import delivery.model.EventEncoder;
import delivery.protocol.Batch;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.RejectedRecord;
import delivery.ranking.state.RankingPicture.RejectedPicture;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that did not count, each kept once. Belongs to the ranking loop, except for {@link #force}. On a shard the
 * places of dead letters only ascend; so what is read again after a restart is known by its place, and the file needs
 * no part in the snapshot. Whatever goes wrong with the disk, the ranking goes on, and says so.
 */
public final class DeadLetters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Duration REPEAT = Duration.ofMinutes(1);

    /** Null if there is no folder to keep them in. */
    private final DeadLetterFile file;

    private final long maxBytes;
    private final Time clock;
    private final EventEncoder encoder = new EventEncoder();
    private final Map<String, Place> lastByShard;
    private long dropped;
    /** On the clock of what has elapsed; null before the first time. */
    private Duration saidAt;

    private DeadLetters(DeadLetterFile file, Map<String, DeadLetterFile.Kept> kept, long maxBytes, Time clock) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.clock = clock;
        lastByShard = new HashMap<>();
        kept.forEach((shardId, letters) -> lastByShard.put(shardId, letters.last()));
    }

    /** They are counted, and that is all. */
    public static DeadLetters withoutFile(Time clock) {
        return new DeadLetters(null, Map.of(), 0, clock);
    }

    /**
     * Goes on with the file of this folder, if there is one.
     *
     * @param maxBytes how large it may grow
     * @throws AppException if it cannot be read or written
     */
    public static DeadLetters in(LetterFolder folder, long maxBytes, Time clock) {
        var file = new DeadLetterFile(folder);
        try {
            return new DeadLetters(file, file.open(), maxBytes, clock);
        } catch (IOException e) {
            throw AppException.failed("the dead letters in " + file + " cannot be opened (" + e + "): see to the file");
        }
    }

    /**
     * Keeps the rejected records of a batch that is applied, unless they are kept already.
     *
     * @param conflicts those of its events that contradict earlier ones
     */
    public void keep(String stream, Batch batch, List<EventRecord> conflicts) {
        if (batch.rejected().isEmpty() && conflicts.isEmpty()) {
            return;
        }
        var letters = new ArrayList<DeadLetter>();
        batch.rejected().forEach(record -> letters.add(letter(stream, batch.shardId(), record)));
        conflicts.forEach(record -> letters.add(letter(stream, batch.shardId(), record)));
        var last = lastByShard.getOrDefault(batch.shardId(), Place.NONE);
        var fresh = letters.stream()
                .filter(letter -> Place.of(letter).compareTo(last) > 0)
                .sorted(Comparator.comparing(Place::of))
                .toList();
        if (!fresh.isEmpty()) {
            lastByShard.put(batch.shardId(), Place.of(fresh.get(fresh.size() - 1)));
            append(fresh);
        }
    }

    private static DeadLetter letter(String stream, String shardId, RejectedRecord record) {
        return new DeadLetter(
                stream,
                shardId,
                record.sequenceNumber(),
                record.part(),
                record.partitionKey(),
                Instant.ofEpochMilli(record.arrivedAtMillis()),
                record.reason(),
                record.message(),
                record.bytes(),
                record.size());
    }

    /** The event is encoded again, which gives the bytes that it had; its partition key was the order id. */
    private DeadLetter letter(String stream, String shardId, EventRecord record) {
        var bytes = encoder.encode(record.event());
        return new DeadLetter(
                stream,
                shardId,
                record.sequenceNumber().toString(),
                record.part(),
                record.event().orderId().toString(),
                Instant.ofEpochMilli(record.arrivedAtMillis()),
                DeadLetter.CONFLICTING_DUPLICATE,
                "an event of this identity counted before, with other content",
                bytes,
                bytes.length);
    }

    private void append(List<DeadLetter> letters) {
        if (file == null) {
            drop(letters.size(), null);
            return;
        }
        var fitting = fitting(letters);
        try {
            if (fitting > 0) {
                file.append(letters.subList(0, fitting));
            }
        } catch (IOException e) {
            drop(fitting, "the file cannot be written (" + e + "): see to the disk");
        }
        if (fitting < letters.size()) {
            drop(letters.size() - fitting, "the file has reached its --dead-letters-max of " + maxBytes + " bytes");
        }
    }

    /** So many of the first ones have room. */
    private int fitting(List<DeadLetter> letters) {
        var size = file.length();
        var fitting = 0;
        for (var letter : letters) {
            size += letter.toLine().length;
            if (size > maxBytes) {
                break;
            }
            fitting++;
        }
        return fitting;
    }

    private void drop(int count, String why) {
        dropped += count;
        var now = clock.elapsed();
        if (count > 0 && why != null && (saidAt == null || now.minus(saidAt).compareTo(REPEAT) >= 0)) {
            saidAt = now;
            LOG.error("dead letters are counted but not kept, {} so far: {}", dropped, why);
        }
    }

    public RejectedPicture picture(boolean alarm) {
        return file == null
                ? new RejectedPicture(0, dropped, 0, alarm)
                : new RejectedPicture(file.letters(), dropped + file.lost(), file.length(), alarm);
    }

    /**
     * What was kept before this call is on disk after it. To be called by whoever writes a snapshot, after it was taken
     * and before it is written; by any thread.
     *
     * @throws IOException if the disk does not obey: the snapshot must not be written then
     */
    public void force() throws IOException {
        if (file != null) {
            file.force();
        }
    }

    /**
     * Notices if the file was taken away; by any thread.
     *
     * @throws IOException if there can be no other
     */
    public void look() throws IOException {
        if (file != null) {
            file.look();
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
