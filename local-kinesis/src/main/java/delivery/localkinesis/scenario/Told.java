package delivery.localkinesis.scenario;

import java.time.Duration;

/** One record: where it is on the stream, and how often it was accepted. The judge's. */
final class Told {
    final long number;
    String shard; // null: not stored yet
    String sequenceNumber;
    int place;
    Duration putAt;
    int copies;
    int times;
    int explained;
    long rank;
    String teller;
    Duration first;
    Duration last;

    Told(long number) {
        this.number = number;
    }

    boolean isOnStream() {
        return shard != null;
    }
}
