package delivery.ranking.state;

import delivery.bytes.Fields;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;

/** Some of a stream's hash keys, which are 0..2^128-1; both ends included. */
record KeyRange(BigInteger start, BigInteger end) {
    /** How many keys a stream has. */
    static final BigInteger ALL = BigInteger.TWO.pow(128);

    /** Of two decimal numbers; null if they are no range of keys. */
    static KeyRange parse(String start, String end) {
        var from = key(start);
        var to = key(end);
        return from == null || to == null || from.compareTo(to) > 0 ? null : new KeyRange(from, to);
    }

    private static BigInteger key(String text) {
        if (!text.matches("[0-9]{1,39}")) {
            return null;
        }
        var key = new BigInteger(text);
        return key.compareTo(ALL) < 0 ? key : null;
    }

    boolean overlaps(KeyRange other) {
        return start.compareTo(other.end) <= 0 && end.compareTo(other.start) >= 0;
    }

    /** How many keys these have together. */
    static BigInteger together(Collection<KeyRange> ranges) {
        var keys = BigInteger.ZERO;
        var next = BigInteger.ZERO;
        for (var range :
                ranges.stream().sorted(Comparator.comparing(KeyRange::start)).toList()) {
            var end = range.end.add(BigInteger.ONE);
            keys = keys.add(end.subtract(range.start.max(next)).max(BigInteger.ZERO));
            next = next.max(end);
        }
        return keys;
    }

    /** As bytes. */
    static KeyRange describe(Fields<KeyRange> f) {
        return new KeyRange(f.number(KeyRange::start), f.number(KeyRange::end));
    }
}
