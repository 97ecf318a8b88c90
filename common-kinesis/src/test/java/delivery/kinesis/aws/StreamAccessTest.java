package delivery.kinesis.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.profiles.ProfileFile;

class StreamAccessTest {
    private static final String AWS = "https://kinesis.eu-west-1.amazonaws.com";

    @TempDir
    Path folder;

    private final Map<String, String> env = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> before = new HashMap<>();
    private String config = "";

    /** What the SDK's own chain would find on the computer that runs the test. */
    @BeforeEach
    void nothingOfThisComputer() throws Exception {
        var none = Files.createFile(folder.resolve("none")).toString();
        setForSdk("aws.configFile", none);
        setForSdk("aws.sharedCredentialsFile", none);
        setForSdk("aws.disableEc2Metadata", "true");
    }

    @AfterEach
    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:4567",
                "http://127.0.0.1:4567",
                "http://127.1.2.3",
                "http://[::1]:4567",
                "https://localstack:4566",
                "http://LOCALHOST:1",
                "http://kinesis.localhost:4567"
            })
    void aLocalEndpointNeedsNoRegionAndNoCredentials(String url) {
        var access = find(url, null, null);
        assertThat(access.region()).isEqualTo(StreamAccess.LOCAL_REGION);
        assertThat(access.credentials().resolveCredentials().accessKeyId()).isEqualTo("test");
        assertThat(access.invented()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                AWS,
                "http://127.0.0.1.example.com",
                "http://localhost.example.com",
                "http://10.0.0.7:4567",
                "http://[fe80::1]:4567"
            })
    void anyOtherEndpointIsNeverGivenInventedCredentials(String url) {
        assertThatThrownBy(() -> find(url, "eu-west-1", null))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE))
                .hasMessageContaining("no credentials")
                .hasMessageContaining("AWS_ACCESS_KEY_ID")
                .hasMessageContaining("--endpoint-url");
    }

    @Test
    void anyOtherEndpointNeedsARegion() {
        assertThatThrownBy(() -> find(AWS, null, null))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE))
                .hasMessageContaining("no region")
                .hasMessageContaining("AWS_DEFAULT_REGION");
    }

    @Test
    void awsItselfNeedsBoth() {
        assertThatThrownBy(() -> find(null, null, null)).hasMessageContaining("no region");
        assertThatThrownBy(() -> find(null, "eu-west-1", null)).hasMessageContaining("no credentials");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:4567",
                "ftp://localhost",
                "http://",
                "http:///x",
                "http://a b",
                "4567",
                "",
                "http://h:0",
                "http://h:70000",
                "http://h:x",
                "http://h/path",
                "http://h?query",
                "http://h#fragment",
                "http://user@h"
            })
    void aMalformedUrlIsBadUsage(String url) {
        assertThatThrownBy(() -> find(url, null, null))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("--endpoint-url")
                .hasMessageContaining("http://localhost:4567");
    }

    @Test
    void aMalformedRegionIsBadUsage() {
        assertThatThrownBy(() -> find("http://localhost:1", "EU West", null))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }

    @Test
    void theEndpointIsFoundInTheOrderOfTheSdk() {
        config = "[default]\nendpoint_url = http://profile:1\nservices = mine\n"
                + "[services mine]\nkinesis =\n  endpoint_url = http://service:1\n";
        assertThat(endpoint(null)).isEqualTo("http://service:1");
        env.put("AWS_ENDPOINT_URL", "http://env:1");
        assertThat(endpoint(null)).isEqualTo("http://env:1");
        env.put("AWS_ENDPOINT_URL_KINESIS", "http://env-kinesis:1");
        assertThat(endpoint(null)).isEqualTo("http://env-kinesis:1");
        properties.put("aws.endpointUrl", "http://property:1");
        assertThat(endpoint(null)).isEqualTo("http://property:1");
        properties.put("aws.endpointUrlKinesis", "http://property-kinesis:1");
        assertThat(endpoint(null)).isEqualTo("http://property-kinesis:1");
        assertThat(endpoint("http://flag:1")).isEqualTo("http://flag:1");
    }

    @Test
    void whoIgnoresConfiguredEndpointsIsAtAwsUnlessTheFlagSaysOtherwise() {
        withCredentials();
        config += "endpoint_url = http://localhost:1\n";
        env.put("AWS_ENDPOINT_URL", "http://localhost:2");
        env.put("AWS_ENDPOINT_URL_KINESIS", "http://localhost:3");
        properties.put("aws.endpointUrl", "http://localhost:4");
        assertThat(endpoint(null)).isEqualTo("http://localhost:4");
        env.put("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE");
        assertThat(endpoint(null)).isEqualTo(AWS);
        assertThat(endpoint("http://localhost:5")).isEqualTo("http://localhost:5");
        properties.put("aws.ignoreConfiguredEndpointUrls", "false");
        assertThat(endpoint(null)).as("the property comes first").isEqualTo("http://localhost:4");
    }

    @Test
    void aProfileMayIgnoreConfiguredEndpointsToo() {
        withCredentials();
        env.put("AWS_ENDPOINT_URL", "http://localhost:2");
        config += "ignore_configured_endpoint_urls = true\n";
        assertThat(endpoint(null)).isEqualTo(AWS);
        env.put("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false");
        assertThat(endpoint(null)).isEqualTo("http://localhost:2");
    }

    @Test
    void aSwitchThatIsNeitherOnNorOffIsBadUsage() {
        env.put("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "yes");
        assertThatThrownBy(() -> find(null, null, null))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is 'yes'");
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, false, false, https://kinesis.eu-west-1.amazonaws.com",
        "us-east-1, true, false, https://kinesis-fips.us-east-1.amazonaws.com",
        "us-east-1, false, true, https://kinesis.us-east-1.api.aws",
        "us-east-1, true, true, https://kinesis-fips.us-east-1.api.aws",
        "cn-north-1, false, false, https://kinesis.cn-north-1.amazonaws.com.cn"
    })
    void awsHasAnEndpointForEachRegionAndKind(String region, boolean fips, boolean dualStack, String url) {
        withCredentials();
        properties.put("aws.region", region);
        env.put("AWS_USE_FIPS_ENDPOINT", Boolean.toString(fips));
        env.put("AWS_USE_DUALSTACK_ENDPOINT", Boolean.toString(dualStack));
        assertThat(endpoint(null)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"})
    void anEndpointOfAwsAndAnotherOneCannotBothBeAskedFor(String variable) {
        env.put(variable, "true");
        assertThatThrownBy(() -> find("http://127.0.0.1:4567", null, null))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE))
                .hasMessageContaining(variable)
                .hasMessageContaining("--endpoint-url");
        env.put(variable, "false");
        assertThat(endpoint("http://127.0.0.1:4567")).isEqualTo("http://127.0.0.1:4567");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://127.0.0.1:4567, http_proxy, -",
                "http://localhost:4567, HTTP_PROXY, -",
                "https://[::1]:4567, HTTPS_PROXY, -",
                "http://kinesis.localhost, HTTP_PROXY, -",
                "http://localstack:4566, HTTP_PROXY, the proxy proxy.example.com:3128 (HTTP_PROXY)",
                "http://localstack:4566, HTTPS_PROXY, -",
                "https://localstack:4566, https_proxy, the proxy proxy.example.com:3128 (https_proxy)"
            })
    void aProxyLeadsToWhatIsNotOnThisComputer(String url, String variable, String text) {
        env.put(variable, "http://user:secret@proxy.example.com:3128");
        assertThat(find(url, null, null).proxy().map(ProxyServer::text)).isEqualTo(Optional.ofNullable(text));
    }

    @ParameterizedTest
    @CsvSource({
        "kinesis.example.com, true",
        "example.com, true",
        ".example.com, true",
        "*.example.com, true",
        "*, true",
        "'a.b, kinesis.example.com:443', true",
        "ample.com, false",
        "other.com, false",
        "'', false"
    })
    void noProxyLeadsToWhatIsExceptedFromIt(String exceptions, boolean excepted) {
        withCredentials();
        env.put("HTTPS_PROXY", "proxy.example.com:3128");
        env.put("NO_PROXY", exceptions);
        assertThat(find("https://kinesis.example.com", null, null).proxy().isEmpty())
                .isEqualTo(excepted);
    }

    @Test
    void thePropertiesOfTheJvmNameAProxyToo() {
        env.put("HTTP_PROXY", "http://other:1");
        properties.put("http.proxyHost", "proxy.example.com");
        properties.put("http.proxyPort", "3128");
        assertThat(find("http://localstack:4566", null, null).proxy().map(ProxyServer::text))
                .hasValue("the proxy proxy.example.com:3128 (http.proxyHost)");
        properties.put("http.nonProxyHosts", "local*|10.*");
        assertThat(find("http://localstack:4566", null, null).proxy()).isEmpty();
    }

    @Test
    void aMalformedProxyIsBadUsageAndItsPasswordIsNotShown() {
        env.put("HTTP_PROXY", "http://user:secret@:x");
        assertThatThrownBy(() -> find("http://localstack:4566", null, null))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("HTTP_PROXY")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aMalformedRegionOfTheEnvironmentIsBadUsageToo() {
        env.put("AWS_REGION", "EU West");
        assertThatThrownBy(() -> find("http://localhost:1", null, null))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("AWS_REGION 'EU West'");
    }

    /** In a region of AWS, with credentials that the SDK's chain finds. */
    private void withCredentials() {
        config = "[default]\nregion = eu-west-1\n";
        setForSdk("aws.accessKeyId", "a");
        setForSdk("aws.secretAccessKey", "b");
    }

    @Test
    void theRegionIsTheFlagsThenTheEnvironmentsThenTheProfiles() {
        config = "[default]\nregion = eu-north-1\n";
        assertThat(region(null)).isEqualTo("eu-north-1");
        env.put("AWS_DEFAULT_REGION", "eu-west-2");
        assertThat(region(null)).isEqualTo("eu-west-2");
        env.put("AWS_REGION", "eu-west-3");
        assertThat(region(null)).isEqualTo("eu-west-3");
        assertThat(region("eu-west-1")).isEqualTo("eu-west-1");
    }

    @Test
    void aLocalEndpointTakesTheCredentialsOfTheProfileIfThereAreAny() {
        config = "[default]\naws_access_key_id = mine\naws_secret_access_key = secret\n"
                + "[profile other]\naws_access_key_id = others\naws_secret_access_key = secret\n";
        assertThat(key(find("http://localhost:1", null, null))).isEqualTo("mine");
        assertThat(key(find("http://localhost:1", null, "other"))).isEqualTo("others");
        env.put("AWS_PROFILE", "other");
        assertThat(key(find("http://localhost:1", null, null))).isEqualTo("others");
    }

    @Test
    void aLocalEndpointTakesTheCredentialsOfTheSystemProperties() {
        properties.put("aws.accessKeyId", "set");
        setForSdk("aws.accessKeyId", "set");
        setForSdk("aws.secretAccessKey", "secret");
        assertThat(key(find("http://localhost:1", null, null))).isEqualTo("set");
    }

    @Test
    void credentialsThatAreHalfThereAreNone() {
        config = "[default]\naws_access_key_id = mine\n";
        assertThat(key(find("http://localhost:1", null, null))).isEqualTo("test");
    }

    @Test
    void anUnknownProfileIsSaid() {
        assertThatThrownBy(() -> find("http://localhost:1", null, "nobody")).hasMessageContaining("--profile nobody");
    }

    private StreamAccess find(String url, String region, String profile) {
        var flags = new StreamAccess.Flags(url, region, profile);
        var profiles = ProfileFile.builder()
                .content(config)
                .type(ProfileFile.Type.CONFIGURATION)
                .build();
        return StreamAccess.find(flags, new AwsEnvironment(env, properties::get, profiles));
    }

    private String endpoint(String flag) {
        return find(flag, null, null).endpointName();
    }

    private String region(String flag) {
        return find("http://localhost:1", flag, null).region().id();
    }

    private static String key(StreamAccess access) {
        return access.credentials().resolveCredentials().accessKeyId();
    }

    private void setForSdk(String property, String value) {
        before.putIfAbsent(property, System.getProperty(property));
        System.setProperty(property, value);
    }
}
