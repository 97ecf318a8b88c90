package delivery.kinesis.aws;

import delivery.app.AppException;
import delivery.app.ExitCode;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.InstanceProfileRegionProvider;

/**
 * Where the stream is, and who we are to it: worked out once, before the first call. Flag > environment > default.
 *
 * @param proxy that leads to the endpoint
 * @param invented whether nothing was found and the credentials are test/test, as local endpoints take any
 */
record StreamAccess(
        StreamEndpoint endpoint,
        Optional<ProxyServer> proxy,
        Region region,
        AwsCredentialsProvider credentials,
        boolean invented) {
    static final Region LOCAL_REGION = Region.US_EAST_1;

    private static final AwsCredentialsProvider TEST =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    /** @param flags null where not given */
    record Flags(String endpointUrl, String region, String profile) {}

    /** @throws AppException if a flag is malformed (exit code 2), or region or credentials are not to be found (4) */
    static StreamAccess find(Flags flags, AwsEnvironment around) {
        var profile = profile(flags, around);
        var configured = StreamEndpoint.configured(flags.endpointUrl(), profile, around);
        var local = configured.map(StreamEndpoint::isLocal).orElse(false);
        var region = region(flags, profile, around, local);
        var endpoint = configured.orElseGet(() -> StreamEndpoint.ofAws(region, profile, around));
        var proxy = ProxyServer.find(endpoint, around);
        if (local) {
            var found = localCredentials(flags, profile, around);
            return new StreamAccess(endpoint, proxy, region, found.orElse(TEST), found.isEmpty());
        }
        return new StreamAccess(endpoint, proxy, region, credentials(flags, profile), false);
    }

    /** For people: what messages call the endpoint. */
    String endpointName() {
        return endpoint.uri().toString();
    }

    private static String profile(Flags flags, AwsEnvironment around) {
        if (flags.profile() == null) {
            return around.property("aws.profile")
                    .or(() -> around.variable("AWS_PROFILE"))
                    .orElse("default");
        }
        if (!around.hasProfile(flags.profile())) {
            throw AppException.unreachable("--profile " + flags.profile()
                    + ": no such profile in the AWS config and credentials files (aws configure list-profiles)");
        }
        return flags.profile();
    }

    private static Region region(Flags flags, String profile, AwsEnvironment around, boolean local) {
        return region("--region", Optional.ofNullable(flags.region()))
                .or(() -> region("aws.region", around.property("aws.region")))
                .or(() -> region("AWS_REGION", around.variable("AWS_REGION")))
                .or(() -> region("AWS_DEFAULT_REGION", around.variable("AWS_DEFAULT_REGION")))
                .or(() -> region("region of profile '" + profile + "'", around.ofProfile(profile, "region")))
                .orElseGet(local ? () -> LOCAL_REGION : () -> regionOfInstance(profile));
    }

    private static Optional<Region> region(String from, Optional<String> said) {
        return said.map(String::strip).map(name -> {
            if (!name.matches("[a-z0-9-]{1,63}")) {
                throw AppException.usage(from + " '" + ForeignText.of(name) + "' is not a region such as us-east-1");
            }
            return Region.of(name);
        });
    }

    /** Asks the network, and may take seconds: for AWS only, and when nothing else has said. */
    private static Region regionOfInstance(String profile) {
        try {
            var region = new InstanceProfileRegionProvider().getRegion();
            if (region != null) {
                return region;
            }
        } catch (SdkClientException e) {
            // not on an EC2 instance
        }
        throw AppException.unreachable("no region: tried --region, AWS_REGION, AWS_DEFAULT_REGION, profile '" + profile
                + "' and the EC2 instance; give --region, or --endpoint-url http://localhost:4567 for local-kinesis");
    }

    /** Looks only where no network is asked: local endpoints take any credentials, and nobody should wait for IMDS. */
    private static Optional<AwsCredentialsProvider> localCredentials(
            Flags flags, String profile, AwsEnvironment around) {
        var candidate = localCandidate(flags, profile, around);
        return resolves(candidate) ? Optional.of(candidate) : Optional.empty();
    }

    private static AwsCredentialsProvider localCandidate(Flags flags, String profile, AwsEnvironment around) {
        if (flags.profile() == null) {
            if (around.property("aws.accessKeyId").isPresent()) {
                return SystemPropertyCredentialsProvider.create();
            }
            if (around.variable("AWS_ACCESS_KEY_ID").isPresent()) {
                return EnvironmentVariableCredentialsProvider.create();
            }
        }
        return ProfileCredentialsProvider.builder()
                .profileFile(around.profiles())
                .profileName(profile)
                .build();
    }

    private static boolean resolves(AwsCredentialsProvider provider) {
        try {
            provider.resolveCredentials();
            return true;
        } catch (RuntimeException e) {
            // SdkClientException, IllegalArgumentException or IllegalStateException, by what is amiss
            return false;
        }
    }

    /** A profile asked for by flag is the only one asked; otherwise the SDK's chain is. */
    private static AwsCredentialsProvider credentials(Flags flags, String profile) {
        var provider = flags.profile() != null
                ? ProfileCredentialsProvider.create(profile)
                : DefaultCredentialsProvider.builder().profileName(profile).build();
        try {
            provider.resolveCredentials();
            return provider;
        } catch (RuntimeException e) {
            var tried = flags.profile() != null
                    ? List.of("profile '" + profile + "' (" + ForeignText.of(e.getMessage()) + ")")
                    : List.of(
                            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                            "profile '" + profile + "'",
                            "the roles of container and EC2 instance");
            throw new AppException(
                    ExitCode.UNREACHABLE,
                    "no credentials: tried " + String.join(", ", tried)
                            + "; set them (aws configure), give --profile, or --endpoint-url http://localhost:4567 for"
                            + " local-kinesis",
                    e);
        }
    }
}
