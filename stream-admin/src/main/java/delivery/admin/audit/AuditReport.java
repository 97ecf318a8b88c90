package delivery.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import delivery.app.Table;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** A ranking for people, on stdout. */
final class AuditReport {
    private final JsonNode ranking;

    AuditReport(JsonNode ranking) {
        this.ranking = ranking;
    }

    void print() {
        orders();
        System.out.println();
        tops();
        System.out.println();
        sources();
        System.out.println();
        shards();
        System.out.println();
        if (!ranking.path("audit").path("gaps").isEmpty()) {
            gaps();
            System.out.println();
        }
    }

    private void orders() {
        var totals = ranking.path("totals");
        System.out.println("as of " + ranking.path("asOf").asText());
        var table = new Table("orders", "number", "price");
        totals.properties()
                .forEach(each -> table.row(each.getKey(), text(each.getValue(), "orders"), money(each.getValue())));
        table.print();
        System.out.println();
        var averages = ranking.path("averages");
        var times = new Table("seconds", "average", "p50", "p95", "p99");
        time(times, "response", averages.path("responseSeconds"));
        time(times, "completion", averages.path("completionSeconds"));
        times.print();
    }

    private void time(Table table, String name, JsonNode average) {
        var percentiles = ranking.path("percentiles").path(name);
        table.row(
                name,
                number(average),
                number(percentiles.path("p50")),
                number(percentiles.path("p95")),
                number(percentiles.path("p99")));
    }

    private void tops() {
        System.out.println("top pick-up regions of the last " + text(ranking, "windowSeconds")
                + " s, and top drivers since the beginning");
        var regions = ranking.path("topRegions");
        var drivers = ranking.path("topDrivers");
        var table = new Table("region", "orders", "driver", "completed", "earned");
        for (var i = 0; i < Math.max(regions.size(), drivers.size()); i++) {
            var region = regions.path(i);
            var driver = drivers.path(i);
            table.row(
                    region.isMissingNode() ? "" : "(" + text(region, "x") + "," + text(region, "y") + ")",
                    text(region, "orders"),
                    text(driver, "driver"),
                    text(driver, "completed"),
                    driver.isMissingNode() ? "" : cents(driver.path("earned").asLong()));
        }
        table.print();
    }

    private void sources() {
        var audit = ranking.path("audit");
        var table = new Table("source", "produced", "applied", "rejected", "in flight", "missing", "state");
        for (var source : audit.path("sources")) {
            table.row(
                    text(source, "source"),
                    text(source, "produced"),
                    text(source, "applied"),
                    text(source, "rejected"),
                    text(source, "inFlight"),
                    text(source, "missing"),
                    state(source));
        }
        var forgotten = audit.path("forgotten");
        if (forgotten.path("sources").asLong() > 0) {
            table.row(
                    text(forgotten, "sources") + " idle for long",
                    "",
                    text(forgotten, "applied"),
                    text(forgotten, "rejected"),
                    "",
                    text(forgotten, "missing"),
                    "forgotten");
        }
        table.row(
                "all",
                sum(audit.path("sources"), "produced"),
                sum(audit.path("sources"), "applied"),
                sum(audit.path("sources"), "rejected"),
                text(audit, "inFlight"),
                text(audit, "missing"),
                "");
        table.print();
    }

    private static String state(JsonNode source) {
        var state = source.path("state").asText(source.path("closed").asBoolean() ? "closed" : "open");
        return state.equals("silent") ? "silent for " + text(source, "silentSeconds") + " s" : state;
    }

    /** What was lost with --accept-loss, ever. */
    private void gaps() {
        var table = new Table("lost of shard", "after", "up to", "from", "to", "because");
        for (var gap : ranking.path("audit").path("gaps")) {
            table.row(
                    text(gap, "shardId"),
                    text(gap, "from"),
                    text(gap, "to"),
                    gap.path("fromTime").asText("the beginning"),
                    text(gap, "toTime"),
                    text(gap, "what"));
        }
        table.print();
    }

    private void shards() {
        var table = new Table("shard", "state", "read", "applied", "duplicates", "rejected", "control", "lag s");
        for (var shard : ranking.path("shards")) {
            row(table, text(shard, "shardId"), text(shard, "state"), shard, number(shard.path("lagSeconds")));
        }
        row(table, "all", "", ranking.path("audit"), "");
        table.print();
        var read = StreamSupport.stream(ranking.path("shards").spliterator(), false)
                .filter(shard -> shard.path("state").asText().equals("OPEN"))
                .mapToLong(shard -> shard.path("read").asLong())
                .summaryStatistics();
        if (read.getCount() > 1 && read.getMin() > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "records per open shard: %d to %d, max/min %.3f%n",
                    read.getMin(),
                    read.getMax(),
                    (double) read.getMax() / read.getMin());
        }
    }

    private static void row(Table table, String name, String state, JsonNode counts, String lag) {
        table.row(
                name,
                state,
                text(counts, "read"),
                text(counts, "applied"),
                text(counts, "duplicates"),
                text(counts, "rejected"),
                text(counts, "control"),
                lag);
    }

    private static String sum(JsonNode rows, String field) {
        var sum = 0L;
        for (var row : rows) {
            sum += row.path(field).asLong();
        }
        return Long.toString(sum);
    }

    /** Empty if the server does not tell. */
    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.2f", value.asDouble()) : "";
    }

    /** Empty if it has no price. */
    private static String money(JsonNode node) {
        return node.has("price") ? cents(node.path("price").asLong()) : "";
    }

    private static String cents(long cents) {
        return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
    }
}
