package delivery.localkinesis.api;

import java.time.Instant;

/** What DescribeStreamConsumer says of a consumer with a rate of its own. */
public record ConsumerDescription(
        String name, String arn, ConsumerStatus status, Instant createdAt, String streamArn) {}
