package delivery.localkinesis.api;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What enhanced monitoring can be asked to measure; spelt as on the wire. */
public enum ShardMetric {
    IncomingBytes,
    IncomingRecords,
    OutgoingBytes,
    OutgoingRecords,
    WriteProvisionedThroughputExceeded,
    ReadProvisionedThroughputExceeded,
    IteratorAgeMilliseconds,
    ALL;

    /** With ALL spelt out. */
    public static Set<ShardMetric> set(List<ShardMetric> named) {
        var set = EnumSet.noneOf(ShardMetric.class);
        set.addAll(named);
        if (set.remove(ALL)) {
            set.addAll(EnumSet.complementOf(EnumSet.of(ALL)));
        }
        return Collections.unmodifiableSet(set);
    }
}
