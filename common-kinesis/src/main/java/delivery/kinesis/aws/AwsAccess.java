package delivery.kinesis.aws;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Who we are to AWS and where, for whoever makes clients of his own.
 *
 * @param kinesis where the stream is
 * @param isLocal whether that is no Kinesis of AWS
 */
public record AwsAccess(Region region, AwsCredentialsProvider credentials, URI kinesis, boolean isLocal) {
    static AwsAccess of(StreamAccess access) {
        return new AwsAccess(
                access.region(),
                access.credentials(),
                access.endpoint().uri(),
                access.endpoint().isLocal());
    }
}
