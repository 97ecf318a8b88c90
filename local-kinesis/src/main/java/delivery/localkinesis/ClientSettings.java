package delivery.localkinesis;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client has to be told so that it comes here.
 *
 * @param endpoint in clear text
 * @param region of the streams' ARNs, and what requests are to be signed for
 */
public record ClientSettings(URI endpoint, String region, String accessKey, String secretKey) {
    /** By the names that the AWS SDK for Java 2 looks for, so that {@code KinesisClient.create()} comes here. */
    public Map<String, String> systemProperties() {
        var properties = new LinkedHashMap<String, String>();
        properties.put("aws.endpointUrlKinesis", endpoint.toString());
        properties.put("aws.region", region);
        properties.put("aws.accessKeyId", accessKey);
        properties.put("aws.secretAccessKey", secretKey);
        return properties;
    }

    /** By the names that every AWS SDK and the AWS CLI look for. */
    public Map<String, String> environment() {
        var variables = new LinkedHashMap<String, String>();
        variables.put("AWS_ENDPOINT_URL_KINESIS", endpoint.toString());
        variables.put("AWS_REGION", region);
        variables.put("AWS_DEFAULT_REGION", region);
        variables.put("AWS_ACCESS_KEY_ID", accessKey);
        variables.put("AWS_SECRET_ACCESS_KEY", secretKey);
        return variables;
    }

    /** Without the secret: what is printed ends up in logs. */
    @Override
    public String toString() {
        return "endpoint " + endpoint + ", region " + region + ", access key " + accessKey;
    }
}
