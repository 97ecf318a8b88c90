package delivery.kinesis;

import java.time.Duration;
import java.time.Instant;

/**
 * What DescribeStreamSummary says.
 *
 * @param status CREATING, ACTIVE, UPDATING or DELETING
 * @param createdAt tells a stream from another one of the same name
 * @param onDemand whether AWS decides on the shards
 */
public record StreamDescription(
        String name,
        String arn,
        String status,
        Instant createdAt,
        Duration retention,
        int openShards,
        boolean onDemand) {
    public boolean isReady() {
        return status.equals("ACTIVE") || status.equals("UPDATING");
    }
}
