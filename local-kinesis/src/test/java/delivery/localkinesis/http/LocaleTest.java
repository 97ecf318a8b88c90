package delivery.localkinesis.http;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.Main;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.fault.Fault;
import delivery.localkinesis.fault.Faults;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where people write other digits and letters, machines read the same ones. */
class LocaleTest {
    private final Locale before = Locale.getDefault();
    private final TimeZone zone = TimeZone.getDefault();

    @BeforeEach
    void inCairo() {
        Locale.setDefault(new Locale.Builder().setLanguage("ar").setRegion("EG").build());
        TimeZone.setDefault(TimeZone.getTimeZone("Africa/Cairo"));
        assertThat(String.format(Locale.getDefault(), "%d", 1))
                .as("the digits of this locale")
                .isNotEqualTo("1");
    }

    @AfterEach
    void back() {
        Locale.setDefault(before);
        TimeZone.setDefault(zone);
    }

    @Test
    void shardsSequenceNumbersAndRangesAreOfAsciiDigits() {
        var local = Engines.withoutLimits(2);
        var put = local.put("hello", "0");
        assertThat(put.shardId()).isEqualTo("shardId-000000000000");
        assertThat(put.sequenceNumber()).matches("49[0-9]{54}");
        assertThat(local.page(local.iterator(0, IteratorType.AT_SEQUENCE_NUMBER, put.sequenceNumber())))
                .containsExactly("hello");
        assertThat(local.shards(ShardFilter.ALL).get(1).startingHashKey()).matches("[0-9]+");
        assertThat(local.engine
                        .listShards(Engines.STREAM, ShardFilter.ALL, null, 1)
                        .nextToken())
                .isNotNull()
                .satisfies(token ->
                        assertThat(local.engine.listShards(token, 1).shards()).hasSize(1));
    }

    @Test
    void metricsAndFaultsAreOfAsciiDigitsAndLetters() {
        var local = Engines.withLimits(1);
        local.put("hello");
        var faults = new Faults(local.time, 7);
        faults.set("put:timeout=0.05,every=10,from=1s");
        var text = MetricsText.of(local.engine.shardStats(), faults.counts());
        assertThat(text)
                .contains("shard=\"shardId-000000000000\",quota=\"write_records\"} 0.001\n")
                .contains("fault=\"put:timeout=0.05,every=10,from=1000ms\"} 0\n")
                .matches("\\p{ASCII}*");
    }

    @Test
    void turkishLettersDoNotChangeNames() {
        Locale.setDefault(new Locale.Builder().setLanguage("tr").setRegion("TR").build());
        assertThat(Fault.parse("put:timeout")).hasToString("put:timeout");
        assertThat(Fault.parse("put:partial,share=0.5")).hasToString("put:partial,share=0.5");
        assertThat(new Main().execute("--retain", "1K")).isEqualTo(2);
    }
}
