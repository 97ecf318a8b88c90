package delivery.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AggregatedRecordTest {
    private static final long ARRIVED = OrderEvent.MAX_MILLIS;
    private static final int MUTATIONS = 50_000;

    private final Random random = new Random(7);
    private final EventDecoder decoder = new EventDecoder();

    @Test
    void whatWasPutInComesOutInItsOrderWithItsKeys() {
        for (var round = 0; round < 200; round++) {
            var records = randomParts();
            var aggregate = new RecordAggregate("340282366920938463463374607431768211455");
            for (var record : records) {
                var key = record.partitionKey().getBytes(UTF_8);
                var atMost = aggregate.sizeWith(key.length, record.data().length);
                aggregate.add(key, record.data());
                assertThat(aggregate.size()).isBetween(atMost - 4, atMost);
            }
            var bytes = aggregate.toBytes();
            assertThat(bytes).hasSize(aggregate.size());
            assertThat(AggregatedRecord.parts(bytes)).usingRecursiveComparison().isEqualTo(records);
        }
    }

    /** As protobuf's own writer has them: KplIT lets the libraries of AWS say so too. */
    @Test
    void itsBytesAreThese() {
        var aggregate = new RecordAggregate("7");
        aggregate.add("ab".getBytes(UTF_8), new byte[] {1, 2, 3});
        aggregate.add("c".getBytes(UTF_8), new byte[] {4});
        assertThat(HexFormat.ofDelimiter(" ").formatHex(aggregate.toBytes()))
                .startsWith("f3 89 9a c2 0a 02 61 62 0a 01 63 12 01 37"
                        + " 1a 09 08 00 10 00 1a 03 01 02 03 1a 07 08 01 10 00 1a 01 04 ");
    }

    @Test
    void unknownFieldsAreSkippedAndFieldsMayComeInAnyOrder() {
        var record = bytes(0x1A, 2, 'h', 'i', 0x22, 3, 0x0A, 1, 'k', 0x08, 5, 0x08, 0, 0x51, 1, 2, 3, 4, 5, 6, 7, 8);
        var all = new ByteArrayOutputStream();
        all.write(0x1A);
        all.write(record.length);
        all.writeBytes(record);
        all.writeBytes(bytes(0x7D, 1, 2, 3, 4, 0x78, 0x96, 1, 0x0A, 1, 'k'));
        assertThat(AggregatedRecord.parts(withDigest(all.toByteArray())))
                .usingRecursiveComparison()
                .isEqualTo(List.of(new AggregatedRecord.Part("k", "hi".getBytes(UTF_8))));
    }

    @Test
    void anEventInItsOwnRecordIsNotTakenForOne() {
        assertThat(AggregatedRecord.parts(new EventEncoder().encode(Events.created(1))))
                .isNull();
        assertThat(AggregatedRecord.parts(new byte[0])).isNull();
    }

    @Test
    void oneThatIsCutOffOrOfWhichABitIsFlippedIsRefusedWhole() {
        var bytes = aggregateOf(randomParts());
        for (var length = 4; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length), "kpl-magic-bad-md5");
        }
        for (var bit = 8 * AggregatedRecord.MAGIC.size(); bit < 8 * bytes.length; bit++) {
            var flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(flipped, "kpl-magic-bad-md5");
        }
    }

    @Test
    void whatIsNoSuchProtocolBufferIsRefusedWholeHoweverWellItsDigestFits() {
        for (var body : List.of(
                bytes(),
                bytes(0x0A, 1, 'k'),
                // data, but no key in the table; none at all; an index beyond it, and a very large one
                bytes(0x1A, 5, 0x08, 0, 0x1A, 1, 'x'),
                bytes(0x0A, 1, 'k', 0x1A, 3, 0x1A, 1, 'x'),
                bytes(0x0A, 1, 'k', 0x1A, 5, 0x08, 1, 0x1A, 1, 'x'),
                bytes(0x0A, 1, 'k', 0x1A, 14, 0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0x1A, 1, 'x'),
                // a hash key beyond the table
                bytes(0x0A, 1, 'k', 0x1A, 7, 0x08, 0, 0x10, 0, 0x1A, 1, 'x'),
                // no data; data longer than the record; a record longer than all
                bytes(0x0A, 1, 'k', 0x1A, 2, 0x08, 0),
                bytes(0x0A, 1, 'k', 0x1A, 5, 0x08, 0, 0x1A, 2, 'x', 0x78, 1),
                bytes(0x0A, 1, 'k', 0x1A, 6, 0x08, 0, 0x1A, 1, 'x'),
                // a length of 2^63 and more; a number that does not end; a group; field 0
                bytes(0x0A, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
                bytes(0x78, 128),
                bytes(0x0B, 0x0C),
                bytes(0x00, 0))) {
            assertRefused(withDigest(body), "kpl-broken");
        }
        assertRefused(withDigest(aMillionTimes(bytes(0x0A, 0))), "kpl-broken");
        assertRefused(withDigest(aMillionTimes(bytes(0x12, 0))), "kpl-broken");
        assertRefused(withDigest(aMillionTimes(bytes(0x1A, 0))), "kpl-broken");
    }

    @Test
    void oneInsideOfAnotherIsRefused() {
        var inner = aggregateOf(List.of(new AggregatedRecord.Part("k", new byte[] {1})));
        var outer = aggregateOf(List.of(new AggregatedRecord.Part("k", inner)));
        assertRefused(AggregatedRecord.parts(outer).get(0).data(), "aggregated");
    }

    @Test
    void moreRecordsThanOneMayHaveAreRefusedWhole() {
        var one = new AggregatedRecord.Part("k", new byte[] {1});
        var most = IntStream.range(0, AggregatedRecord.MAX_PARTS)
                .mapToObj(i -> one)
                .toList();
        assertThat(AggregatedRecord.parts(aggregateOf(most))).hasSize(AggregatedRecord.MAX_PARTS);
        var tooMany = new ArrayList<>(most);
        tooMany.add(one);
        assertRefused(aggregateOf(tooMany), "kpl-broken");
    }

    /** With a fitting digest, as whoever makes records can give it: whole, or one refusal, and no other end. */
    @Test
    void mutatedOnesAreReadWholeOrRefused() {
        var whole = 0;
        for (var i = 0; i < MUTATIONS; i++) {
            var bytes = aggregateOf(randomParts());
            var body = Arrays.copyOfRange(bytes, 4, bytes.length - 16);
            for (var times = 1 + random.nextInt(3); times > 0; times--) {
                body = mutated(body);
            }
            var record = withDigest(body);
            if (AggregatedRecord.parts(record) == null) {
                assertRefused(record, "kpl-broken");
            } else {
                whole++;
            }
        }
        assertThat(whole).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
    }

    private byte[] mutated(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        var at = random.nextInt(bytes.length);
        var copy = bytes.clone();
        switch (random.nextInt(3)) {
            case 0 -> copy[at] = (byte) random.nextInt();
            case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            default -> copy = Arrays.copyOf(bytes, at);
        }
        return copy;
    }

    private void assertRefused(byte[] bytes, String reason) {
        assertThat(decoder.decode(bytes, ARRIVED))
                .isInstanceOfSatisfying(
                        Decoded.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(reason));
        if (!reason.equals("aggregated")) {
            assertThat(AggregatedRecord.parts(bytes)).isNull();
        }
    }

    private List<AggregatedRecord.Part> randomParts() {
        var parts = new ArrayList<AggregatedRecord.Part>();
        for (var count = 1 + random.nextInt(4); count > 0; count--) {
            var data = new byte[random.nextInt(20) * random.nextInt(20)];
            random.nextBytes(data);
            parts.add(new AggregatedRecord.Part("k3v9-" + random.nextInt(1_000), data));
        }
        return parts;
    }

    private static byte[] aggregateOf(List<AggregatedRecord.Part> parts) {
        var aggregate = new RecordAggregate("1");
        parts.forEach(part -> aggregate.add(part.partitionKey().getBytes(UTF_8), part.data()));
        return aggregate.toBytes();
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (var i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] aMillionTimes(byte[] bytes) {
        var all = new byte[1_000_000 * bytes.length];
        for (var i = 0; i < all.length; i++) {
            all[i] = bytes[i % bytes.length];
        }
        return all;
    }

    private static byte[] withDigest(byte[] body) {
        var all = new ByteArrayOutputStream();
        AggregatedRecord.MAGIC.forEach(all::write);
        all.writeBytes(body);
        all.writeBytes(AggregatedRecord.md5(body, 0, body.length));
        return all.toByteArray();
    }
}
