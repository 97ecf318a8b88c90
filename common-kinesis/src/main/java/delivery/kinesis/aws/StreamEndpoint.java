package delivery.kinesis.aws;

import delivery.app.AppException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.endpoints.KinesisEndpointProvider;

/**
 * Where the calls go. Found once: what is shown is what is called, since the SDK is given just this and looks for nothing
 * by itself.
 *
 * @param from who says so
 */
record StreamEndpoint(URI uri, String from) {
    /** AWS's own names for the same service. */
    private record Variant(Optional<String> fips, Optional<String> dualStack) {
        static Variant find(String profile, AwsEnvironment around) {
            return new Variant(
                    around.whoSwitchesOn("aws.useFipsEndpoint", "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", profile),
                    around.whoSwitchesOn(
                            "aws.useDualstackEndpoint",
                            "AWS_USE_DUALSTACK_ENDPOINT",
                            "use_dualstack_endpoint",
                            profile));
        }
    }

    /**
     * The one that is configured, in the SDK's order: both system properties come before both variables. Empty for AWS's
     * own, also where {@code AWS_IGNORE_CONFIGURED_ENDPOINT_URLS} says so; the flag is never ignored.
     *
     * @throws AppException if it is malformed (exit code 2), or AWS's own FIPS or dual-stack endpoint is asked for too (4)
     */
    static Optional<StreamEndpoint> configured(String flag, String profile, AwsEnvironment around) {
        var found = flag != null ? Optional.of(parse("--endpoint-url", flag)) : unlessIgnored(profile, around);
        found.ifPresent(endpoint -> {
            var variant = Variant.find(profile, around);
            variant.fips.or(() -> variant.dualStack).ifPresent(who -> {
                throw AppException.unreachable(who + " asks for an endpoint of AWS, and " + endpoint.from + " for "
                        + endpoint.uri + ": leave one of them out, or set " + who + " to false");
            });
        });
        return found;
    }

    private static Optional<StreamEndpoint> unlessIgnored(String profile, AwsEnvironment around) {
        if (around.whoSwitchesOn(
                        "aws.ignoreConfiguredEndpointUrls",
                        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
                        "ignore_configured_endpoint_urls",
                        profile)
                .isPresent()) {
            return Optional.empty();
        }
        return ofProperty("aws.endpointUrlKinesis", around)
                .or(() -> ofProperty("aws.endpointUrl", around))
                .or(() -> ofVariable("AWS_ENDPOINT_URL_KINESIS", around))
                .or(() -> ofVariable("AWS_ENDPOINT_URL", around))
                .or(() -> around.kinesisEndpointOf(profile)
                        .map(url -> parse("kinesis endpoint_url of profile '" + profile + "'", url)))
                .or(() -> around.ofProfile(profile, "endpoint_url")
                        .map(url -> parse("endpoint_url of profile '" + profile + "'", url)));
    }

    private static Optional<StreamEndpoint> ofProperty(String name, AwsEnvironment around) {
        return around.property(name).map(url -> parse(name, url));
    }

    private static Optional<StreamEndpoint> ofVariable(String name, AwsEnvironment around) {
        return around.variable(name).map(url -> parse(name, url));
    }

    /**
     * AWS's own in the region.
     *
     * @throws AppException if it has none of the kind that is asked for
     */
    static StreamEndpoint ofAws(Region region, String profile, AwsEnvironment around) {
        var variant = Variant.find(profile, around);
        try {
            var endpoint = KinesisEndpointProvider.defaultProvider()
                    .resolveEndpoint(asked -> asked.region(region)
                            .useFips(variant.fips.isPresent())
                            .useDualStack(variant.dualStack.isPresent()))
                    .join();
            return new StreamEndpoint(endpoint.endpointUrl().toUri(), "region " + region.id());
        } catch (CompletionException e) {
            throw AppException.unreachable("AWS has no such endpoint in region " + region.id() + ": "
                    + ForeignText.of(Objects.requireNonNullElse(e.getCause(), e).getMessage())
                    + "; check the region, and "
                    + variant.fips.or(() -> variant.dualStack).orElse("the profile"));
        }
    }

    /** On this computer or in its compose network: no region and no credentials are needed there. */
    boolean isLocal() {
        return isLoopback() || host().indexOf('.') < 0 && !host().startsWith("[");
    }

    /** On this very computer: no proxy leads there. */
    boolean isLoopback() {
        var host = host();
        return host.equals("[::1]")
                || host.equals("[0:0:0:0:0:0:0:1]")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("localhost")
                || host.endsWith(".localhost");
    }

    String host() {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static StreamEndpoint parse(String from, String url) {
        try {
            var uri = new URI(url.strip());
            var http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            var isHostAndPort = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"))
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            if (http && isHostAndPort) {
                return new StreamEndpoint(uri, from);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw AppException.usage(from + " '" + ForeignText.of(url)
                + "' is not a URL such as http://localhost:4567: give http or https, a host and a port, and no path");
    }
}
