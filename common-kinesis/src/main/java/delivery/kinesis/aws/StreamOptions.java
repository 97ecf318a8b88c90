package delivery.kinesis.aws;

import delivery.app.AppException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The flags that say which stream, and how to get at it. A mixin of every program that uses one. */
public final class StreamOptions {
    private static final Logger LOG = LoggerFactory.getLogger(StreamOptions.class);

    @Option(
            names = {"--stream-name", "--stream"},
            paramLabel = "NAME",
            defaultValue = "DeliveryStream",
            description = "The Kinesis stream (default: DeliveryStream).")
    private String streamName = "DeliveryStream";

    @Option(names = "--region", paramLabel = "REGION", description = "AWS region (default: as the AWS SDK finds it).")
    private String region;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "AWS profile (default: as the AWS SDK finds it).")
    private String profile;

    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            description = "Another Kinesis than AWS's, such as http://localhost:4567"
                    + " (default: AWS_ENDPOINT_URL_KINESIS, AWS_ENDPOINT_URL, the profile).")
    private String endpointUrl;

    public String streamName() {
        return streamName;
    }

    /**
     * A client for the stream; the caller closes it. Makes no call to Kinesis.
     *
     * @throws AppException if a flag is malformed (exit code 2), or region or credentials are not to be found (4)
     */
    public SdkStream open() {
        if (!streamName.matches("[a-zA-Z0-9_.-]{1,128}")) {
            throw AppException.usage(
                    "--stream-name '" + streamName + "' is not a stream's name: 1 to 128 of a-z A-Z 0-9 _ . -");
        }
        var flags = new StreamAccess.Flags(endpointUrl, region, profile);
        var access = StreamAccess.find(flags, AwsEnvironment.ofProcess());
        LOG.info(
                "stream {} at {}{}",
                streamName,
                access.endpointName(),
                access.invented() ? ", which is local: no credentials found, so test/test will do" : "");
        access.proxy().ifPresent(proxy -> LOG.info("calls go through {}", proxy.text()));
        return SdkStream.open(streamName, access);
    }
}
