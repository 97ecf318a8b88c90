package delivery.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.model.OrderCreated;
import delivery.model.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderFileTest {
    private static final String HEADING = "created,pickUpX,pickUpY,dropOffX,dropOffY,price,windowSeconds\n";
    private static final String GOOD =
            "{\"created\":1767225600000,\"pickUp\":[1,2],\"dropOff\":[3,4],\"price\":500,\"windowSeconds\":60}";

    @TempDir
    Path folder;

    private final List<String> complaints = new ArrayList<>();
    private AppException end;

    private List<OrderCreated> read(String name, String text) throws IOException {
        var path = Files.writeString(folder.resolve(name), text);
        var orders = new ArrayList<OrderCreated>();
        try (var file = new OrderFile(path, "k3v9abcd", complaints::add)) {
            for (var order = file.next(); order != null; order = file.next()) {
                orders.add(order);
            }
            try {
                file.checkAllGood();
            } catch (AppException e) {
                end = e;
            }
        }
        return orders;
    }

    @Test
    void readsWhatTheTailOfAStreamWritesAndLeavesOutWhatAreNoOrders() throws IOException {
        var orders = read("tail.ndjson", """
                {"shardId":"shardId-000000000000","sequenceNumber":"49","arrivedAt":"2026-01-01T00:00:01Z","event":{"type":"order_created","orderId":"zz99-7","pickUp":[1,2],"dropOff":[29,0],"price":2800,"windowSeconds":90,"created":1767225600000}}
                {"shardId":"shardId-000000000000","sequenceNumber":"50","arrivedAt":"2026-01-01T00:00:02Z","event":{"type":"order_assigned","orderId":"zz99-7","driver":"driver_3"}}
                {"shardId":"shardId-000000000000","sequenceNumber":"51","arrivedAt":"2026-01-01T00:00:02Z","rejected":"NOT_JSON","message":"no","base64":"AA=="}
                """);
        assertThat(orders).singleElement().satisfies(order -> {
            assertThat(order.pickUp()).isEqualTo(new Region(1, 2));
            assertThat(order.dropOff()).isEqualTo(new Region(29, 0));
            assertThat(order.price()).isEqualTo(2_800);
            assertThat(order.windowSeconds()).isEqualTo(90);
            assertThat(order.createdAtMillis()).isEqualTo(1_767_225_600_000L);
            assertThat(order.source()).isEqualTo("k3v9abcd");
        });
        assertThat(complaints).isEmpty();
        assertThat(end).isNull();
    }

    @Test
    void readsCsvWithItsColumnsInAnyOrderAndMoreOfThem() throws IOException {
        var orders = read("o.CSV", """
                \ufeffprice, customer, windowSeconds,pickUpX,pickUpY,dropOffX,dropOffY,created
                500,\"me\",60,1,2,3,4,2026-01-31T12:00:00Z
                700,,61,\"5\",6,7,8,1769860801000
                """);
        assertThat(orders).extracting(OrderCreated::price).containsExactly(500, 700);
        assertThat(orders)
                .extracting(order -> Instant.ofEpochMilli(order.createdAtMillis()))
                .containsExactly(Instant.parse("2026-01-31T12:00:00Z"), Instant.parse("2026-01-31T12:00:01Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nonsense                                            | no JSON object
            [1]                                                 | it is no JSON object
            {"created":1767225600000                                     | no JSON object
            {"created":1767225600000} {}                                 | there is more after its JSON object
            {"created":1767225600000,"pickUp":[1,2],"dropOff":[3,4]}     | it has no price
            {"created":1767225600000,"pickUp":[1],"dropOff":[3,4],"price":1,"windowSeconds":9}     | it has no pickUpY
            {"created":1767225600000,"pickUp":[1,30],"dropOff":[3,4],"price":1,"windowSeconds":9}  | region (1, 30) is outside 0..29
            {"created":1767225600000,"pickUp":[1,2],"dropOff":[1,2],"price":1,"windowSeconds":9}   | the same
            {"created":"soon","pickUp":[1,2],"dropOff":[3,4],"price":1,"windowSeconds":9} | created 'soon' is neither
            {"created":1767225600000,"pickUp":[1,2],"dropOff":[3,4],"price":1.5,"windowSeconds":9} | price '1.5' is not a whole number
            {"created":1767225600000,"pickUp":[1,2],"dropOff":[3,4],"price":1,"windowSeconds":0}   | pick-up window 0
            """)
    void aBadLineIsNamedWithItsNumberAndCause(String line, String cause) throws IOException {
        assertThat(read("o.ndjson", GOOD + "\n\n" + line + "\n" + GOOD)).hasSize(2);
        assertThat(complaints).singleElement().asString().startsWith("line 3 is no order: ");
        if (!cause.equals("the same")) {
            assertThat(complaints.get(0)).contains(cause);
        }
        assertThat(end).hasMessageContaining("1 of 4 lines are no orders and were not put");
        assertThat(end.exitCode()).isEqualTo(1);
    }

    @Test
    void ofManyBadLinesTheFirstTenAreToldAndAllAreCounted() throws IOException {
        var path = folder.resolve("o.ndjson");
        try (var out = Files.newBufferedWriter(path)) {
            for (var i = 1; i <= 1_000_000; i++) {
                out.write((i % 1_000 == 0 ? "bad" : GOOD) + "\n");
            }
        }
        try (var file = new OrderFile(path, "k3v9abcd", complaints::add)) {
            var orders = 0;
            while (file.next() != null) {
                orders++;
            }
            assertThat(orders).isEqualTo(999_000);
            assertThat(complaints).hasSize(10);
            assertThat(complaints.get(9)).contains("line 10000 ");
            assertThatThrownBy(file::checkAllGood)
                    .hasMessageContaining("1000 of 1000000 lines are no orders and were not put")
                    .hasMessageContaining("the first 10 are named above");
        }
    }

    @Test
    void aLineWithoutEndTakesNoMemoryToSpeakOf() throws IOException {
        assertThat(read("o.ndjson", "[" + "x".repeat(5_000_000) + "\n" + GOOD)).hasSize(1);
        assertThat(complaints).singleElement().asString().hasSizeLessThan(1_000);
    }

    @Test
    void aFileThatIsNotThereOrHasNoHeadingOrNoOrderIsSaidToBe() throws IOException {
        assertThatThrownBy(() -> new OrderFile(folder.resolve("none"), "k3v9abcd", complaints::add))
                .isInstanceOf(AppException.class)
                .hasMessageContaining("--from", "cannot be read");
        assertThatThrownBy(() -> read("o.csv", "1,2,3\n"))
                .isInstanceOf(AppException.class)
                .hasMessageContaining("begins with no heading");
        assertThatCode(() -> read("empty.ndjson", "")).doesNotThrowAnyException();
        assertThat(end).hasMessageContaining("holds no order");
        read("heading.csv", HEADING);
        assertThat(end).hasMessageContaining("holds no order");
    }
}
