package delivery.ranking.letters;

import delivery.model.DeadLetter;
import java.math.BigInteger;
import java.util.Comparator;

/** Where a record was on its shard, in the order in which it is read: of an aggregated record one part after the other. */
record Place(BigInteger sequenceNumber, int part) implements Comparable<Place> {
    /** Before all of them. */
    static final Place NONE = new Place(BigInteger.valueOf(-1), DeadLetter.NO_PART);

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::sequenceNumber).thenComparing(Place::part);

    static Place of(DeadLetter letter) {
        return new Place(new BigInteger(letter.sequenceNumber()), letter.part());
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return part == DeadLetter.NO_PART ? sequenceNumber.toString() : sequenceNumber + " part " + part;
    }
}
