package delivery.admin.plan;

import delivery.admin.command.Json;
import delivery.admin.command.ShardCount;
import delivery.admin.command.Subcommand;
import delivery.app.AppException;
import delivery.app.Table;
import delivery.app.program.OutputOption;
import delivery.kinesis.KinesisLimits;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes no call to AWS: all it needs is arithmetic. */
@Command(
        name = "plan",
        description = "Says how many shards a load needs, which limit decides that, how late readers are, and what it"
                + " costs. Asks nobody: no stream and no credentials needed.",
        footer = {"", "Exit codes: 0 the load fits, 1 it does not, 2 bad usage."})
public final class Plan extends Subcommand implements Runnable {
    @Option(names = "--rate", paramLabel = "R", required = true, description = "Events a second, at the peak.")
    private double rate;

    @Option(
            names = "--record-size",
            paramLabel = "BYTES",
            required = true,
            description = "Bytes of one event, its partition key included.")
    private int recordSize;

    @Option(
            names = "--readers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Applications that poll the stream (default: 1).")
    private int readers;

    @Option(
            names = "--reads-per-second",
            paramLabel = "F",
            defaultValue = "1",
            description = "GetRecords calls a second that each of them makes on each shard (default: 1).")
    private double readsPerSecond;

    @Option(
            names = "--aggregate",
            description = "Producers pack many events into a record, as the Kinesis Producer Library does."
                    + " Ours do with --aggregate.")
    private boolean aggregate;

    @Option(
            names = "--drivers",
            description =
                    "Also say how many drivers serve nine of ten orders of producer-main --demand city at that rate.")
    private boolean drivers;

    @Option(
            names = "--time-scale",
            paramLabel = "X",
            description = "With --drivers: how much faster than real time they drive (default: 1).")
    private Double timeScale;

    @Option(names = "--shards", paramLabel = "N", description = "Judge this many shards (default: the fewest that do).")
    private Integer shards;

    @Option(names = "--prices", paramLabel = "FILE", description = "Another price list than the one in the jar.")
    private Path prices;

    @Mixin
    private OutputOption output;

    @Override
    public void run() {
        check();
        var plan = CapacityPlan.of(new Demand(rate, recordSize, readers, readsPerSecond, aggregate));
        var count = shards == null ? plan.shards() : shards;
        var cost = Prices.read(prices);
        if (output.isJson()) {
            printJson(plan, count, cost);
        } else {
            print(plan, count, cost);
        }
        // After what was asked for, which says why.
        System.out.flush();
        var misfit = plan.misfit(count);
        if (!misfit.isEmpty()) {
            throw AppException.failed("the load does not fit: " + String.join("; ", misfit));
        }
    }

    private void check() {
        if (!(rate > 0 && rate <= 1e9)) {
            throw AppException.usage("--rate " + rate + " is not a number of events a second above 0");
        }
        if (recordSize < 1 || recordSize > KinesisLimits.RECORD_BYTES_MAX) {
            throw AppException.usage(
                    "--record-size " + recordSize + " is not in 1.." + KinesisLimits.RECORD_BYTES_MAX + " bytes");
        }
        if (readers < 0) {
            throw AppException.usage("--readers " + readers + " is negative");
        }
        if (!(readsPerSecond > 0 && readsPerSecond <= 1_000)) {
            throw AppException.usage("--reads-per-second " + readsPerSecond + " is not above 0 and up to 1000");
        }
        if (timeScale != null && !drivers) {
            throw AppException.usage(
                    "--time-scale is for --drivers: how fast they drive has no part in the stream's load");
        }
        if (timeScale != null && !(timeScale > 0 && timeScale <= 1_000)) {
            throw AppException.usage("--time-scale " + timeScale + " is not above 0 and up to 1000");
        }
        if (shards != null) {
            ShardCount.check("--shards", shards);
        }
    }

    private void print(CapacityPlan plan, int count, Prices cost) {
        System.out.printf(
                Locale.ROOT,
                "%s events/s of %d bytes%s, read by %d application(s) %s times a second each%n%n",
                number(rate),
                recordSize,
                aggregate ? ", aggregated into " + number(plan.demand().recordsPerSecond()) + " records/s" : "",
                readers,
                number(readsPerSecond));
        var table = new Table("limit", "of a shard", "asked for", "shards", "used with " + count);
        for (var need : plan.needs()) {
            table.row(
                    need.limit(),
                    number(need.perShard()),
                    number(need.asked()),
                    Integer.toString(need.shards()),
                    percent(need.used(count)));
        }
        table.row(
                "GetRecords calls/s on each shard",
                Integer.toString(KinesisLimits.READ_CALLS_PER_SECOND),
                number(plan.callsPerShard()),
                plan.readsFit() ? "any" : "none",
                percent(plan.callsPerShard() / KinesisLimits.READ_CALLS_PER_SECOND));
        table.print();
        System.out.println();
        System.out.println("shards needed: " + plan.shards() + ", by "
                + plan.binding().limit()
                + (plan.binding().used(1) <= 1 ? " (" + percent(plan.binding().used(1)) + " of one shard)" : ""));
        if (count < plan.shards()) {
            System.out.println("with " + count + ": too few, puts or reads will be refused");
        }
        if (readers > 0) {
            System.out.println(reads(plan));
        }
        if (drivers) {
            var fleet = fleet();
            System.out.printf(
                    Locale.ROOT,
                    "drivers: %d serve nine of ten of %s orders/s in the city, with --time-scale %s%n",
                    fleet.drivers(),
                    number(fleet.ordersPerSecond()),
                    number(fleet.timeScale()));
        }
        System.out.printf(
                Locale.ROOT,
                "price a month: %.2f $ provisioned with %d shard(s), %.2f $ on-demand Standard, %.2f $ on-demand"
                        + " Advantage (%s, prices of %s)%n",
                cost.provisioned(plan.demand(), count),
                count,
                cost.onDemand(plan.demand()),
                cost.advantage(plan.demand()),
                cost.region(),
                cost.date());
        System.out.println("Advantage is for a whole account and region: " + number(cost.committedMib())
                + " MiB/s written and read are charged in any case");
        System.out.println("prices from " + cost.source());
    }

    private FleetPlan fleet() {
        return FleetPlan.of(rate, timeScale == null ? 1 : timeScale);
    }

    private static String reads(CapacityPlan plan) {
        var delay = String.format(
                Locale.ROOT,
                "read delay: %.2f s on average, %.2f s at most, and the time of a call",
                plan.meanDelaySeconds(),
                plan.maxDelaySeconds());
        return plan.readsFit()
                ? delay
                : String.format(
                        Locale.ROOT,
                        "reads do not fit: %s calls/s on each shard and only %d are answered, however many shards there"
                                + " are; read at most %s times a second%n%s, if each reader has its fair share",
                        number(plan.callsPerShard()),
                        KinesisLimits.READ_CALLS_PER_SECOND,
                        number(plan.readsPerReader()),
                        delay);
    }

    private void printJson(CapacityPlan plan, int count, Prices cost) {
        var json = Json.object(
                "shards", plan.shards(),
                "binding", plan.binding().limit(),
                "judgedShards", count,
                "limits",
                        plan.needs().stream()
                                .map(need -> Json.object(
                                        "limit", need.limit(),
                                        "perShard", need.perShard(),
                                        "asked", need.asked(),
                                        "shards", need.shards(),
                                        "used", need.used(count)))
                                .toList(),
                "fits", plan.misfit(count).isEmpty(),
                "readCallsPerShard", plan.callsPerShard(),
                "readsFit", plan.readsFit(),
                "readsPerReader", plan.readsPerReader(),
                "meanDelaySeconds", plan.meanDelaySeconds(),
                "maxDelaySeconds", plan.maxDelaySeconds(),
                "price",
                        Json.object(
                                "provisioned", cost.provisioned(plan.demand(), count),
                                "onDemand", cost.onDemand(plan.demand()),
                                "onDemandAdvantage", cost.advantage(plan.demand()),
                                "currency", "USD",
                                "period", "month",
                                "region", cost.region(),
                                "date", cost.date(),
                                "source", cost.source()));
        if (drivers) {
            json.put("ordersPerSecond", fleet().ordersPerSecond());
            json.put("drivers", fleet().drivers());
        }
        Json.print(json);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
    }

    /** Up to two decimals, and none that are zero. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
    }
}
