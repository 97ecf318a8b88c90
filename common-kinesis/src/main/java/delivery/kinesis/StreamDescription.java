package delivery.kinesis;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What DescribeStreamSummary says.
 *
 * @param status CREATING, ACTIVE, UPDATING or DELETING
 * @param createdAt tells a stream from another one of the same name
 * @param onDemand whether AWS decides on the shards
 * @param answeredAt the time of day by the service's own clock when it said so, cut off to the second; null if it did not
 *     say
 */
public record StreamDescription(
        String name,
        String arn,
        String status,
        Instant createdAt,
        Duration retention,
        int openShards,
        boolean onDemand,
        @Nullable Instant answeredAt) {
    public boolean isReady() {
        return status.equals("ACTIVE") || status.equals("UPDATING");
    }
}
