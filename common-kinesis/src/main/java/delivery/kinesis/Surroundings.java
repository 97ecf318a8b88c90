package delivery.kinesis;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.profiles.ProfileFile;

/** What environment, system properties and AWS profiles say. A value, so that a test can say it instead. */
record Surroundings(Map<String, String> env, UnaryOperator<String> properties, ProfileFile profiles) {
    static Surroundings ofProcess() {
        return new Surroundings(System.getenv(), System::getProperty, ProfileFile.defaultProfileFile());
    }

    Optional<String> variable(String name) {
        return given(env.get(name));
    }

    Optional<String> property(String name) {
        return given(properties.apply(name));
    }

    Optional<String> ofProfile(String profile, String key) {
        return profiles.profile(profile).flatMap(p -> p.property(key));
    }

    /** The service's own endpoint in a profile: {@code services = local}, and there {@code kinesis.endpoint_url}. */
    Optional<String> kinesisEndpointOf(String profile) {
        return ofProfile(profile, "services")
                .flatMap(section -> profiles.getSection("services", section))
                .flatMap(section -> section.property("kinesis.endpoint_url"));
    }

    boolean hasProfile(String profile) {
        return profiles.profile(profile).isPresent();
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
