package delivery.localkinesis.scenario;

import java.time.Duration;

/** One record: where it is on the stream, and how often it was accepted. The judge's. */
final class Told {
    final long number;

    @SuppressWarnings("NullAway.Init") // null until it is stored, as the number and the time
    String shard;

    @SuppressWarnings("NullAway.Init")
    String sequenceNumber;

    int place;

    @SuppressWarnings("NullAway.Init")
    Duration putAt;

    int copies;
    int times;
    int explained;
    long rank;

    @SuppressWarnings("NullAway.Init") // until it is accepted, as the time
    String teller;

    @SuppressWarnings("NullAway.Init")
    Duration first;

    Told(long number) {
        this.number = number;
    }

    boolean isOnStream() {
        return shard != null;
    }
}
