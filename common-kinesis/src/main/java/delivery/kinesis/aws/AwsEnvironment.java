package delivery.kinesis.aws;

import delivery.app.AppException;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.profiles.ProfileFile;

/** What environment, system properties and AWS profiles say. A value, so that a test can say it instead. */
record AwsEnvironment(Map<String, String> env, UnaryOperator<String> properties, ProfileFile profiles) {
    /** @throws AppException if the profile files cannot be read */
    static AwsEnvironment ofProcess() {
        return new AwsEnvironment(System.getenv(), System::getProperty, profileFiles());
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

    /**
     * Who has switched something on: the property, the variable, or the profile, whichever speaks first. Empty if nobody,
     * or if that one switches it off.
     *
     * @throws AppException if what it says is neither true nor false
     */
    Optional<String> whoSwitchesOn(String property, String variable, String key, String profile) {
        return property(property)
                .map(value -> new Switch(property, value))
                .or(() -> variable(variable).map(value -> new Switch(variable, value)))
                .or(() ->
                        ofProfile(profile, key).map(value -> new Switch(key + " of profile '" + profile + "'", value)))
                .filter(Switch::isOn)
                .map(Switch::from);
    }

    private record Switch(String from, String value) {
        boolean isOn() {
            if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
                throw AppException.usage(from + " is '" + value + "': set it to true or false, or unset it");
            }
            return value.equalsIgnoreCase("true");
        }
    }

    private static ProfileFile profileFiles() {
        try {
            return ProfileFile.defaultProfileFile();
        } catch (RuntimeException e) {
            // IllegalArgumentException or UncheckedIOException, by what is amiss
            throw AppException.usage(
                    "the AWS config or credentials file cannot be used: " + ForeignText.of(e.getMessage())
                            + "; mend it, or name another one in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE");
        }
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
