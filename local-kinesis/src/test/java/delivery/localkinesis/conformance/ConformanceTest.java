package delivery.localkinesis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.LocalKinesis;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** What the name of a source has in it, and what the documentation calls it. */
    private static final Map<String, String> SOURCES = new TreeMap<>(Map.of(
            "API_", "API reference",
            "kinesalite", "recorded from AWS by kinesalite's tests",
            "LocalStack", "recorded from AWS by LocalStack's snapshots",
            "moto", "seen of AWS by moto's tests"));

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
        var rows = new StringBuilder();
        SOURCES.forEach((source, told) -> rows.append("| ")
                .append(told)
                .append(" | ")
                .append(cases().stream()
                        .filter(one -> one.source().contains(source))
                        .count())
                .append(" |\n"));
        assertThat(Path.of("../docs/local-kinesis.md")).content().contains(rows);
        assertThat(cases()).allMatch(one -> SOURCES.keySet().stream().anyMatch(one.source()::contains));
    }

    @Test
    void everyCaseHasANameOfItsOwn() {
        assertThat(cases()).extracting(Case::name).doesNotHaveDuplicates().hasSizeGreaterThan(40);
    }
}
