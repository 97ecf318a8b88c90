package delivery.kinesis;

import delivery.app.AppException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Which endpoint the SDK will talk to, as far as it is not AWS's own for the region.
 *
 * @param fromFlag whether it was given to us; anything else the SDK finds by itself, in the same order
 */
record StreamEndpoint(URI uri, boolean fromFlag) {
    /** In the SDK's order. Both system properties come before both variables. */
    static Optional<StreamEndpoint> find(String flag, String profile, Surroundings around) {
        if (flag != null) {
            return Optional.of(new StreamEndpoint(parse("--endpoint-url", flag), true));
        }
        return around.property("aws.endpointUrlKinesis")
                .map(url -> parse("aws.endpointUrlKinesis", url))
                .or(() -> around.property("aws.endpointUrl").map(url -> parse("aws.endpointUrl", url)))
                .or(() ->
                        around.variable("AWS_ENDPOINT_URL_KINESIS").map(url -> parse("AWS_ENDPOINT_URL_KINESIS", url)))
                .or(() -> around.variable("AWS_ENDPOINT_URL").map(url -> parse("AWS_ENDPOINT_URL", url)))
                .or(() -> around.kinesisEndpointOf(profile).map(url -> parse("kinesis endpoint_url", url)))
                .or(() -> around.ofProfile(profile, "endpoint_url").map(url -> parse("endpoint_url", url)))
                .map(uri -> new StreamEndpoint(uri, false));
    }

    /** On this computer or in its compose network: no region and no credentials are needed there. */
    boolean isLocal() {
        var host = uri.getHost().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            return host.equals("[::1]") || host.equals("[0:0:0:0:0:0:0:1]");
        }
        return host.matches("127(\\.\\d{1,3}){3}") || host.endsWith(".localhost") || host.indexOf('.') < 0;
    }

    private static URI parse(String from, String url) {
        try {
            var uri = new URI(url.strip());
            var http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() <= 65_535) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw AppException.usage(from + " '" + url + "' is not a URL such as http://localhost:4567");
    }
}
