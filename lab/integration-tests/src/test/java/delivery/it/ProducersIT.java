package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.lab.judge.Evidence.Stage;
import delivery.lab.judge.Judge;
import delivery.lab.judge.StreamReading;
import delivery.lab.launcher.Line;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How producers end, and what slow lines do to them. */
@Timeout(300)
class ProducersIT {
    private static final Duration STARTED = Duration.ofSeconds(60);
    /** Ten seconds are the promise, two more are the machine's. */
    private static final Duration STOPPED = Duration.ofSeconds(12);

    private static final Pattern MADE = Pattern.compile("(\\d+) orders made, (\\d+) of them on the stream");

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stopEverything() throws Exception {
        for (var i = open.size(); i > 0; i--) {
            open.get(i - 1).close();
        }
    }

    /** A shard takes 1,000 a second: most of the orders wait when the last one is made, for longer than stopping may take. */
    @Test
    void aProducerThatHasMadeItsCountEndsWhenTheStreamHasAllOfThem() {
        var endpoint = kinesis();
        var producer = run("producer-main", endpoint, "--count", "12000", "--rate", "12000");

        assertThat(producer.awaitExit()).as(producer.stderr()).isZero();
        assertThat(producer.stderr()).contains("record(s) left, ", "12000 orders made, 12000 of them on the stream");
        assertThat(ledger(endpoint).orders(Stage.created)).isEqualTo(12_000);
    }

    /** README: "everything it had accepted stored". */
    @Test
    void aProducerThatIsStoppedHasEverythingItHadAcceptedStored() {
        var endpoint = kinesis();
        var producer = run("producer-main", endpoint, "--rate", "900");
        await().atMost(STARTED).until(() -> ledger(endpoint).orders(Stage.created) > 1_000);

        assertThat(producer.terminate()).as(producer.stderr()).isZero();
        var made = MADE.matcher(producer.stderr());
        assertThat(made.find()).as(producer.stderr()).isTrue();
        assertThat(made.group(2)).isEqualTo(made.group(1));
        assertThat(ledger(endpoint).orders(Stage.created)).isEqualTo(Long.parseLong(made.group(1)));
    }

    @Test
    void aProducerThatCannotStoreEverythingInTimeSaysHowMuchItCouldNot() {
        var endpoint = kinesis();
        var producer = run("producer-main", endpoint, "--rate", "20000");
        producer.awaitLog("orders/s to");
        await().atMost(STARTED).until(() -> ledger(endpoint).orders(Stage.created) > 1_000);

        assertThat(producer.terminate()).as(producer.stderr()).isEqualTo(4);
        var made = MADE.matcher(producer.stderr());
        assertThat(made.find()).as(producer.stderr()).isTrue();
        var missing = Long.parseLong(made.group(1)) - Long.parseLong(made.group(2));
        assertThat(producer.stderr())
                .contains("error: " + missing + " event(s) were accepted and are not on the stream");
    }

    @Test
    void driversBehindASlowLineStopInTimeAndCatchUpWhenTheyAreLet() {
        var endpoint = kinesis("--no-limits");
        var orders = run("producer-main", endpoint, "--count", "20000", "--rate", "20000", "--no-shard-limits");
        assertThat(orders.awaitExit()).as(orders.stderr()).isZero();
        var line = line(endpoint);
        line.setRate(50_000);

        var stopped = run("producer-driver", at(line), "--time-scale", "10");
        stopped.awaitLog("records at most now");
        assertThat(stopped.terminate()).as(stopped.stderr()).isZero();

        line.setRate(Line.FREE);
        var drivers = run("producer-driver", at(line), "--time-scale", "10");
        drivers.awaitLog("10 drivers at");
        assertThat(drivers.terminate()).as(drivers.stderr()).isZero();
    }

    @Test
    void whoeverIsStoppedWhileNobodyAnswersHimEndsInTime() {
        var endpoint = kinesis();
        var line = line(endpoint);
        line.setRate(Line.FROZEN);
        var producers = Stream.of("producer-main", "producer-driver")
                .map(program -> run(program, at(line)))
                .toList();
        producers.forEach(each -> each.awaitLog("no credentials found"));
        producers.forEach(Program::tellToStop);
        for (var each : producers) {
            assertThat(each.awaitExit(STOPPED)).as(each.stderr()).isZero();
        }
    }

    /** 500 orders, which wait at once, are more than this line carries before a call times out. */
    @Test
    void aProducerOnASlowLinePutsLessAtATimeAndAllOfIt() {
        var endpoint = kinesis();
        var line = line(endpoint);
        line.setRate(14_000);
        var producer = run("producer-main", at(line), "--count", "600", "--rate", "100000");

        assertThat(producer.awaitExit(Duration.ofSeconds(200)))
                .as(producer.stderr())
                .isZero();
        assertThat(ledger(endpoint).orders(Stage.created)).isEqualTo(600);
        assertThat(producer.stderr()).contains("the line may be slow", "600 orders made, 600 of them on the stream");
    }

    private URI kinesis(String... flags) {
        var arguments = new ArrayList<>(List.of("--port", "0", "--stream", Suite.STREAM + ":1"));
        arguments.addAll(List.of(flags));
        var kinesis = Started.jar("local-kinesis", arguments.toArray(String[]::new));
        open.add(kinesis);
        var words = kinesis.awaitLine("listening on").split(" ");
        return URI.create(words[words.length - 1]);
    }

    private Line line(URI endpoint) {
        var line = new Line(endpoint.getHost(), endpoint.getPort());
        open.add(line);
        return line;
    }

    private static URI at(Line line) {
        return URI.create("http://127.0.0.1:" + line.port());
    }

    private Program run(String program, URI endpoint, String... flags) {
        var arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("--endpoint-url", endpoint.toString()));
        var process = Started.jar(program, arguments.toArray(String[]::new));
        open.add(process);
        return process;
    }

    private static Judge ledger(URI endpoint) {
        return StreamReading.of(endpoint, Suite.STREAM);
    }
}
