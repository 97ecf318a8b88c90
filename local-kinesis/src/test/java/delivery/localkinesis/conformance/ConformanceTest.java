package delivery.localkinesis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.LocalKinesis;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table against local-kinesis; with {@code -Dkinesis.endpoint=http://...} against whatever is there, with
 * {@code -Dkinesis.endpoint=aws} against AWS.
 */
class ConformanceTest {
    private static final String ENDPOINT = System.getProperty("kinesis.endpoint", "");
    // Without limits: the table makes more streams a second than an account may.
    private static final LocalKinesis LOCAL = ENDPOINT.isEmpty()
            ? LocalKinesis.builder()
                    .transition(Duration.ofMillis(1))
                    .limits(false)
                    .start()
            : null;

    private static Probe probe;

    static List<Case> cases() {
        return Stream.of(Cases.all(), Recorded.all(), ShardCases.all())
                .flatMap(List::stream)
                .toList();
    }

    @BeforeAll
    static void connect() {
        probe = new Probe(LOCAL != null ? LOCAL.endpoint() : ENDPOINT.equals("aws") ? null : URI.create(ENDPOINT));
    }

    @AfterAll
    static void disconnect() {
        probe.close();
        if (LOCAL != null) {
            LOCAL.close();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asKinesisDoes(Case one) {
        assertThat(probe.observe(one)).isEqualTo(one.expected());
    }

    @Test
    void theDocumentationListsTheDifferencesOfKinesisLocal() throws IOException {
        assertThat(Differences.KINESIS_LOCAL.keySet())
                .isSubsetOf(Cases.all().stream().map(Case::name).toList());
        assertThat(Path.of("../docs/local-kinesis.md")).content().contains(Differences.markdown(Cases.all()));
    }

    @Test
    void theDocumentationCountsThemBySource() throws IOException {
        assertThat(Path.of("../docs/local-kinesis.md"))
                .content()
                .contains("| API reference | " + Cases.all().size() + " |")
                .contains("| recorded from AWS by kinesalite's tests | "
                        + Recorded.bySource().get("kinesalite") + " |")
                .contains("| recorded from AWS by LocalStack's snapshots | "
                        + Recorded.bySource().get("LocalStack") + " |");
    }

    @Test
    void everyCaseHasANameOfItsOwn() {
        assertThat(cases()).extracting(Case::name).doesNotHaveDuplicates().hasSizeGreaterThan(40);
    }
}
