package delivery.admin.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import delivery.admin.AdminRun;
import delivery.admin.command.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
    @TempDir
    private Path folder;

    /** 30 events a second, seven shards, each polled eleven times a second: the Python original. */
    @Test
    void theOriginalNeverNeededSevenShardsAndReadTooOften() {
        var plan = plan("--rate", "30", "--record-size", "368", "--reads-per-second", "11");
        assertThat(plan.exitCode()).isEqualTo(1);
        assertThat(plan.error()).contains("does not fit", "answers 5", "asked for 11", "at most 5 times");
        assertThat(plan.out())
                .contains("shards needed: 1, by records written/s (3.0 % of one shard)")
                .contains("11 calls/s on each shard and only 5 are answered, however many shards there are")
                .contains("read at most 5 times a second")
                .contains("12.05 $ provisioned with 1 shard(s)")
                .contains("prices of 2026-11-27");
        assertThat(plan("--rate", "30", "--record-size", "368", "--shards", "7").out())
                .contains("77.75 $ provisioned with 7 shard(s)");
    }

    @Test
    void fewerShardsThanNeededAreCalledTooFew() {
        var plan = plan("--rate", "7001", "--record-size", "368", "--shards", "7");
        assertThat(plan.out()).contains("shards needed: 8").contains("with 7: too few");
        assertThat(plan.error()).contains("does not fit: 7 shard(s) are too few", "records written/s", "give 8");
        assertThat(plan.exitCode()).isEqualTo(1);
        assertThat(plan("--rate", "7001", "--record-size", "368", "--shards", "8")
                        .exitCode())
                .isZero();
    }

    @Test
    void machinesAreToldTooThatALoadDoesNotFit() throws IOException {
        var plan = plan("--rate", "7001", "--record-size", "368", "--shards", "7", "--json");
        assertThat(Json.MAPPER.readTree(plan.out()).path("fits").isBoolean()).isTrue();
        assertThat(Json.MAPPER.readTree(plan.out()).path("fits").asBoolean()).isFalse();
        assertThat(plan.exitCode()).isEqualTo(1);
    }

    @Test
    void printsJsonForMachines() throws IOException {
        var json = Json.MAPPER.readTree(
                plan("--rate", "2000", "--record-size", "1000", "--json").out());
        assertThat(json.path("shards").asInt()).isEqualTo(2);
        assertThat(json.path("binding").asText()).isEqualTo("records written/s");
        assertThat(json.path("readsFit").asBoolean()).isTrue();
        assertThat(json.path("price").path("region").asText()).isEqualTo("us-east-1");
        assertThat(json.path("price").path("onDemandAdvantage").asDouble()).isEqualTo(3_079.69, within(0.01));
    }

    @ParameterizedTest(name = "{0}/s of {1} bytes, {2} readers: {3} provisioned, {4} on-demand, {5} Advantage")
    @CsvSource({
        // a shard-hour is 1, a million units 1, a stream-hour 10, a GB in 2, a GB out 1; a month has 2,628,000 s;
        // of Advantage a GB in is 0.5, a GB out 0.25, and 1 MiB/s (2566.40625 GB) each is charged in any case
        "1, 1024, 0, 732.628, 7305.0125, 1924.8047",
        "1, 100, 0, 732.628, 7305.0125, 1924.8047",
        "1, 1024, 1, 732.628, 7307.5187, 1924.8047",
        "1, 25601, 0, 735.256, 7430.3268, 1924.8047",
        "2048, 1024, 3, 6112.144, 32964.0625, 6416.0156",
    })
    void aMonthCostsWhatTheListSays(
            double rate, int bytes, int readers, double provisioned, double onDemand, double advantage)
            throws IOException {
        var file = Files.writeString(folder.resolve("prices"), """
            date=2020-01-01
            region=nowhere
            source=invented
            provisioned.shard-hour=1
            provisioned.million-put-units=1
            on-demand.stream-hour=10
            on-demand.gb-in=2
            on-demand.gb-out=1
            advantage.gb-in=0.5
            advantage.gb-out=0.25
            advantage.committed-mib=1
            """);
        var demand = new Demand(rate, bytes, readers, 1, false);
        var prices = Prices.read(file);
        assertThat(prices.provisioned(demand, 1)).isEqualTo(provisioned, within(0.01));
        assertThat(prices.onDemand(demand)).isEqualTo(onDemand, within(0.01));
        assertThat(prices.advantage(demand)).isEqualTo(advantage, within(0.01));
        assertThat(plan("--rate", "1", "--record-size", "1", "--prices", file.toString())
                        .out())
                .contains("nowhere, prices of 2020-01-01", "prices from invented");
    }

    /** As AWS says of it: for at least 10 MiB/s. */
    @ParameterizedTest
    @CsvSource({"9, false", "10, true", "100, true"})
    void advantagePaysFromTenMebibytesASecondOn(int mib, boolean pays) {
        var demand = new Demand(mib * 1024.0, 1024, 1, 1, false);
        var prices = Prices.read(null);
        assertThat(prices.advantage(demand) < prices.onDemand(demand)).isEqualTo(pays);
    }

    @Test
    void aPriceListThatIsNoneIsBadUsage() throws IOException {
        var file = Files.writeString(folder.resolve("prices"), "date=today\n");
        var plan = plan("--rate", "1", "--record-size", "1", "--prices", file.toString());
        assertThat(plan.exitCode()).isEqualTo(2);
        assertThat(plan.error()).contains("has no region");
    }

    @Test
    void aPriceListThatIsNotThereIsNamedOnceWithTheCause() {
        var none = plan("--rate", "1", "--record-size", "1", "--prices", folder + "/none");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.error()).isEqualTo("error: --prices " + folder + "/none: there is no such file");
        var directory = plan("--rate", "1", "--record-size", "1", "--prices", folder.toString());
        assertThat(directory.exitCode()).isEqualTo(2);
        assertThat(directory.error()).contains("cannot be read as a properties file: ", "directory");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1, 1", "NaN, 1, 1, 1", "1, 0, 1, 1", "1, 1, -1, 1", "1, 1, 1, 0", "1, 99999999, 1, 1"})
    void whatIsNoLoadIsBadUsage(String rate, String bytes, String readers, String reads) {
        var plan = plan("--rate", rate, "--record-size", bytes, "--readers", readers, "--reads-per-second", reads);
        assertThat(plan.exitCode()).isEqualTo(2);
    }

    /** 11.1 orders a second on average are 55 events a second in the busiest hour of the city; the demo has 100 drivers. */
    @Test
    void saysHowManyDriversServeTheCityOfTheDemo() throws IOException {
        var plan = plan("--rate", "55", "--record-size", "368", "--drivers", "--time-scale", "10");
        assertThat(plan.exitCode()).isZero();
        assertThat(plan.out())
                .contains("drivers: 102 serve nine of ten of 19.64 orders/s in the city, with --time-scale 10");
        var json = plan("--rate", "55", "--record-size", "368", "--drivers", "--json");
        assertThat(Json.MAPPER.readTree(json.out()).path("drivers").asInt())
                .as("without a faster clock")
                .isEqualTo(561);
        assertThat(plan("--rate", "55", "--record-size", "368", "--json").out())
                .as("not unless asked")
                .doesNotContain("drivers");
    }

    @ParameterizedTest
    @CsvSource({
        "--time-scale 2, is for --drivers",
        "--drivers --time-scale 0, not above 0",
        "--drivers --time-scale 1e9, not above 0"
    })
    void aTimeScaleIsForDriversAndAboveZero(String flags, String why) {
        var words = ("--rate 1 --record-size 1 " + flags).split(" ");
        assertThat(plan(words).exitCode()).isEqualTo(2);
        assertThat(plan(words).error()).contains(why);
    }

    private static AdminRun plan(String... args) {
        var all = new String[args.length + 1];
        all[0] = "plan";
        System.arraycopy(args, 0, all, 1, args.length);
        return AdminRun.run(all);
    }
}
