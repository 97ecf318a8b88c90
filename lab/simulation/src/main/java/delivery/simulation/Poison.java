package delivery.simulation;

import delivery.model.RecordAggregate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Records that are no events: one, two that are aggregated, and an aggregated record that is broken. */
final class Poison {
    private static final byte[] NONSENSE = "{\"type\":\"nonsense\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = two();
    private static final List<byte[]> KINDS = List.of(NONSENSE, TWO, Arrays.copyOf(TWO, TWO.length - 1));

    private Poison() {}

    /** One of them for each number. */
    static byte[] of(int number) {
        return KINDS.get(Math.floorMod(number, KINDS.size()));
    }

    private static byte[] two() {
        var aggregate = new RecordAggregate("0");
        aggregate.add(new byte[] {'a'}, NONSENSE);
        aggregate.add(new byte[] {'b'}, NONSENSE);
        return aggregate.toBytes();
    }
}
