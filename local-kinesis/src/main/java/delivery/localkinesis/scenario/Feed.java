package delivery.localkinesis.scenario;

import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.quota.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Puts numbered records on the stream, at a steady rate, and tells the judge where they are. One thread's. */
public final class Feed {
    private static final int KEYS = 10_000;
    /** A turn that comes late does not make up for more. */
    private static final int MOST_OF_A_TURN = 400;

    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final int SMALLEST = 32;

    private final Engine engine;
    private final String stream;
    private final RecordNumbers numbers;
    private final ScenarioJudge judge;
    private final ScenarioClock clock;
    private final SplittableRandom random;
    private final double rate;
    private final int bytes;

    private final List<Put> refused = new ArrayList<>();
    private boolean running;
    private long next;
    private Duration paceSince = Duration.ZERO;
    private long paced;
    private Duration againAt = Duration.ZERO;
    private double repeats;
    private int aggregated = 1;

    /** Records, perhaps several in one, on their way to the stream. */
    private record Put(long from, long to, NewRecord record, int size) {}

    Feed(
            Engine engine,
            String stream,
            RecordNumbers numbers,
            ScenarioJudge judge,
            ScenarioClock clock,
            ScenarioSettings settings) {
        this.engine = engine;
        this.stream = stream;
        this.numbers = numbers;
        this.judge = judge;
        this.clock = clock;
        random = new SplittableRandom(settings.seed());
        rate = settings.rate();
        bytes = settings.recordBytes();
    }

    void run() {
        running = true;
        paceSince = clock.running();
        paced = 0;
    }

    void pause() {
        running = false;
    }

    /** How many records there are so far: the number of the next one. */
    long next() {
        return next;
    }

    /** Nothing is left that the stream has refused for want of quota. */
    boolean isDrained() {
        return refused.isEmpty();
    }

    /** From now on such a share of the puts gets no answer, and is put once more. */
    void repeat(double share) {
        repeats = share;
    }

    /** From now on so many records are put in one, as the KPL does. */
    void aggregate(int records) {
        aggregated = records;
    }

    /** What is due by now. */
    void turn() {
        if (!refused.isEmpty() && clock.running().compareTo(againAt) >= 0) {
            var again = List.copyOf(refused);
            refused.clear();
            put(again);
        }
        if (running && refused.isEmpty()) {
            var due = (long) (rate * clock.running().minus(paceSince).toNanos() / 1e9) - paced;
            paced += due;
            put(make((int) Math.min(due, MOST_OF_A_TURN)));
        }
    }

    /** One more record, of so many bytes, its key included; to that hash key's shard. */
    void putLarge(int size, String hashKey) {
        var key = key();
        put(List.of(put(1, numbers.data(next, size - key.length()), key, hashKey)));
    }

    /** A record that is none: of no JSON and without an id. */
    void putPoison() {
        var garbage = new byte[64];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = (byte) (0x80 | random.nextInt(0x80)); // no character of UTF-8 begins so, and no text of JSON
        }
        engine.putRecord(stream, new NewRecord(garbage, key()));
    }

    private List<Put> make(int records) {
        var puts = new ArrayList<Put>();
        for (int left = records; left > 0; left -= aggregated) {
            puts.add(aggregated == 1 ? one() : several());
        }
        return puts;
    }

    private Put one() {
        return put(1, numbers.data(next, Math.max(SMALLEST, bytes)), key(), null);
    }

    private Put several() {
        var key = key();
        var data = LongStream.range(next, next + aggregated)
                .mapToObj(number -> numbers.data(number, bytes))
                .toList();
        return put(aggregated, Aggregate.of(key, data), key, null);
    }

    private Put put(int records, byte[] data, String key, @Nullable String hashKey) {
        next += records;
        judge.numbered(next);
        return new Put(next - records, next, new NewRecord(data, key, hashKey), data.length + key.length());
    }

    private void put(List<Put> puts) {
        if (puts.isEmpty()) {
            return;
        }
        send(puts);
        if (random.nextDouble() < repeats) {
            send(puts);
        }
    }

    /** In as many calls as their size takes. */
    private void send(List<Put> puts) {
        var begin = 0;
        long size = 0;
        for (int i = 0; i < puts.size(); i++) {
            size += puts.get(i).size();
            if (size > Limits.PUT_BYTES && i > begin) {
                call(puts.subList(begin, i));
                begin = i;
                size = puts.get(i).size();
            }
        }
        call(puts.subList(begin, puts.size()));
    }

    private void call(List<Put> puts) {
        var answers = engine.putRecords(stream, puts.stream().map(Put::record).toList())
                .records();
        for (int i = 0; i < puts.size(); i++) {
            var put = puts.get(i);
            var answer = answers.get(i);
            var shard = answer.shardId();
            var sequenceNumber = answer.sequenceNumber();
            if (shard != null && sequenceNumber != null) {
                for (var number = put.from; number < put.to; number++) {
                    judge.put(number, shard, sequenceNumber, clock.running());
                }
            } else if (!refused.contains(put)) {
                refused.add(put);
                againAt = clock.running().plus(AGAIN);
            }
        }
    }

    private String key() {
        return "key-" + random.nextInt(KEYS);
    }
}
