package delivery.ranking.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import delivery.model.Region;
import delivery.ranking.city.CityPicture;
import delivery.ranking.city.CityPicture.DriverPicture;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.DriverRank;
import delivery.ranking.state.RankingPicture.Durations;
import delivery.ranking.state.RankingPicture.RecordedGap;
import delivery.ranking.state.RankingPicture.RegionRank;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import delivery.ranking.web.PagePicture.LanePicture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What the page is sent: everything at first, then what has changed. Times are milliseconds since the epoch, regions
 * are their index. Between this server and its own page; others read {@code /api/ranking}.
 */
final class PageJson {
    /** Sources that are shown one by one; the rest is in the sums. */
    static final int MAX_SOURCES = 12;

    static final int MAX_GAPS = 5;

    private static final JsonFactory JSON = new JsonFactory();

    /** Those with something wrong first, then those that still produce, then those that produced most. */
    private static final Comparator<SourcePicture> BY_INTEREST = Comparator.comparing(
                    (SourcePicture source) -> source.missing() == 0
                            && source.rejected() == 0
                            && source.standing().state() != SourceState.SILENT)
            .thenComparing(SourcePicture::closed)
            .thenComparing(Comparator.comparingLong(SourcePicture::produced).reversed())
            .thenComparing(SourcePicture::source);

    private final JsonGenerator json;
    /** What the page has; null if nothing. */
    private final PagePicture before;

    private final PagePicture now;

    private PageJson(JsonGenerator json, PagePicture before, PagePicture now) {
        this.json = json;
        this.before = before;
        this.now = now;
    }

    static byte[] whole(PagePicture picture) {
        return write(null, picture);
    }

    /** Only what is not as it was. */
    static byte[] change(PagePicture before, PagePicture now) {
        return write(before, now);
    }

    static byte[] history(List<History.Sample> samples) {
        var bytes = new ByteArrayOutputStream(32_768);
        try (var json = JSON.createGenerator(bytes)) {
            json.writeStartArray();
            for (var sample : samples) {
                second(json, sample);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] write(PagePicture before, PagePicture now) {
        var bytes = new ByteArrayOutputStream(4_096);
        try (var json = JSON.createGenerator(bytes)) {
            new PageJson(json, before, now).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write() throws IOException {
        json.writeStartObject();
        json.writeNumberField("asOf", now.ranking().asOf().toEpochMilli());
        if (before == null) {
            json.writeBooleanField("whole", true);
            json.writeStringField("run", now.run());
            json.writeNumberField("windowSeconds", now.ranking().windowSeconds());
        }
        changed("stream", page -> page.ranking().stream(), stream -> {
            json.writeStartObject();
            json.writeStringField("name", stream.name());
            json.writeStringField("arn", stream.arn());
            json.writeNumberField("createdAt", stream.createdAtMillis());
            json.writeEndObject();
        });
        changed("totals", page -> page.ranking().totals(), this::totals);
        changed("response", page -> page.ranking().response(), this::durations);
        changed("completion", page -> page.ranking().completion(), this::durations);
        changed(
                "orders",
                page -> List.of(
                        (long) page.ranking().city().openOrders(),
                        page.ranking().city().expired()),
                orders -> {
                    json.writeStartObject();
                    json.writeNumberField("open", orders.get(0));
                    json.writeNumberField("expired", orders.get(1));
                    json.writeEndObject();
                });
        changed("fleet", PageJson::fleet, fleet -> {
            json.writeStartObject();
            json.writeNumberField("drivers", fleet.drivers);
            json.writeNumberField("busy", fleet.busy);
            json.writeNumberField("utilisation", fleet.perMille / 1_000.0);
            json.writeNumberField("millisPerCell", fleet.millisPerCell);
            json.writeEndObject();
        });
        changed("topRegions", page -> List.of(page.ranking().topRegions(), page.regionMoves()), tops -> topRegions());
        changed("topDrivers", page -> List.of(page.ranking().topDrivers(), page.driverMoves()), tops -> topDrivers());
        changed("audit", page -> page.ranking().audit(), this::audit);
        changed("verdict", page -> page.ranking().verdict(), verdict -> AuditJson.verdict(json, verdict));
        changed("gone", page -> page.ranking().city().gone(), gone -> {
            json.writeStartArray();
            for (var fleet : new TreeSet<>(gone)) {
                json.writeString(fleet);
            }
            json.writeEndArray();
        });
        changed("rejectAlarm", page -> page.ranking().rejected().alarm(), json::writeBoolean);
        changed("catchUp", PagePicture::catchUp, progress -> {
            json.writeStartObject();
            json.writeBooleanField("known", progress.isKnown());
            json.writeNumberField("share", rounded(progress.share(), 1_000));
            json.writeNumberField("lagSeconds", rounded(progress.lagSeconds(), 10));
            json.writeEndObject();
        });
        changed("lanes", PagePicture::lanes, this::lanes);
        cells("heat", CityPicture::heat);
        cells("open", CityPicture::open);
        drivers();
        changed("second", PagePicture::second, sample -> second(json, sample));
        json.writeEndObject();
    }

    private interface Writer<T> {
        void write(T value) throws IOException;
    }

    private <T> void changed(String name, Function<PagePicture, T> part, Writer<T> writer) throws IOException {
        var value = part.apply(now);
        if (value != null && (before == null || !value.equals(part.apply(before)))) {
            json.writeFieldName(name);
            writer.write(value);
        }
    }

    private record FleetFigures(int drivers, int busy, long perMille, double millisPerCell) {}

    private static FleetFigures fleet(PagePicture page) {
        var city = page.ranking().city();
        return new FleetFigures(
                city.drivers().size(),
                city.busyDrivers(),
                Math.round(city.utilisation(page.ranking().asOf().toEpochMilli()) * 1_000),
                rounded(city.millisPerCell(), 10));
    }

    private static double rounded(double value, int parts) {
        return (double) Math.round(value * parts) / parts;
    }

    private void totals(RankingPicture.Totals totals) throws IOException {
        json.writeStartObject();
        json.writeNumberField("created", totals.created());
        json.writeNumberField("createdPrice", totals.createdPrice());
        json.writeNumberField("assigned", totals.assigned());
        json.writeNumberField("completed", totals.completed());
        json.writeNumberField("completedPrice", totals.completedPrice());
        json.writeEndObject();
    }

    private void durations(Durations durations) throws IOException {
        json.writeStartObject();
        json.writeNumberField("average", durations.averageSeconds());
        json.writeNumberField("p50", durations.percentiles().p50());
        json.writeNumberField("p95", durations.percentiles().p95());
        json.writeNumberField("p99", durations.percentiles().p99());
        json.writeEndObject();
    }

    private void topRegions() throws IOException {
        json.writeStartArray();
        var moves = now.regionMoves().iterator();
        for (RegionRank rank : now.ranking().topRegions()) {
            json.writeStartObject();
            json.writeNumberField("region", rank.region().index());
            json.writeNumberField("orders", rank.orders());
            moved(moves.next());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void topDrivers() throws IOException {
        json.writeStartArray();
        var moves = now.driverMoves().iterator();
        for (DriverRank rank : now.ranking().topDrivers()) {
            json.writeStartObject();
            json.writeStringField("driver", rank.driver());
            json.writeNumberField("completed", rank.completed());
            json.writeNumberField("earned", rank.earned());
            moved(moves.next());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Null for one that was not among the first ten a minute ago. */
    private void moved(int places) throws IOException {
        json.writeFieldName("moved");
        if (places == Movement.NEW) {
            json.writeNull();
        } else {
            json.writeNumber(places);
        }
    }

    private void audit(RankingPicture.AuditPicture audit) throws IOException {
        json.writeStartObject();
        AuditJson.records(json, audit.records());
        var gone = audit.forgotten();
        json.writeNumberField(
                "produced", sum(audit, SourcePicture::produced) + gone.applied() + gone.rejected() + gone.missing());
        json.writeNumberField("seen", sum(audit, SourcePicture::applied) + gone.applied());
        json.writeNumberField("refused", sum(audit, SourcePicture::rejected) + gone.rejected());
        json.writeNumberField("inFlight", audit.inFlight());
        json.writeNumberField("missing", audit.missing());
        AuditJson.counters(json, audit);
        gaps(audit.gaps());
        json.writeNumberField("sourceCount", audit.sources().size());
        json.writeArrayFieldStart("sources");
        for (var source :
                audit.sources().stream().sorted(BY_INTEREST).limit(MAX_SOURCES).toList()) {
            AuditJson.source(json, source);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Those that were recorded last. */
    private void gaps(List<RecordedGap> gaps) throws IOException {
        json.writeNumberField("gapCount", gaps.size());
        json.writeArrayFieldStart("gaps");
        for (var gap : gaps.subList(Math.max(0, gaps.size() - MAX_GAPS), gaps.size())) {
            json.writeStartObject();
            json.writeStringField("shard", gap.shardId());
            json.writeNumberField("from", gap.fromMillis());
            json.writeNumberField("to", gap.toMillis());
            json.writeStringField("what", gap.what());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static long sum(RankingPicture.AuditPicture audit, ToLongFunction<SourcePicture> figure) {
        return audit.sources().stream().mapToLong(figure).sum();
    }

    private void lanes(List<LanePicture> lanes) throws IOException {
        json.writeStartArray();
        for (var each : lanes) {
            var shard = each.shard();
            json.writeStartObject();
            json.writeStringField("shard", shard.shardId());
            json.writeStringField("state", shard.state().name());
            json.writeStringField("consumer", shard.consumer());
            json.writeArrayFieldStart("parents");
            for (var parent : shard.lane().parents()) {
                json.writeString(parent);
            }
            json.writeEndArray();
            if (shard.lane().start() >= 0) {
                json.writeNumberField("start", rounded(shard.lane().start(), 100_000));
                json.writeNumberField("end", rounded(shard.lane().end(), 100_000));
            }
            json.writeNumberField("recordsPerSecond", rounded(each.recordsPerSecond(), 10));
            json.writeNumberField("bytesPerSecond", Math.round(each.bytesPerSecond()));
            json.writeNumberField("throttled", shard.lane().throttled());
            json.writeNumberField("throttledPerSecond", rounded(each.throttledPerSecond(), 10));
            if (shard.lagSeconds() != null) {
                json.writeNumberField("lagSeconds", rounded(shard.lagSeconds(), 10));
            }
            if (shard.lane().readThroughMillis() > 0) {
                json.writeNumberField("readThrough", shard.lane().readThroughMillis());
            }
            json.writeNumberField("read", shard.records().read());
            json.writeNumberField("duplicates", shard.records().duplicates());
            json.writeNumberField("rejected", shard.records().rejected());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** All cells in a row; of a change the index and the value of each cell that has another one. */
    private void cells(String name, Function<CityPicture, int[]> part) throws IOException {
        var values = part.apply(now.ranking().city());
        if (before == null) {
            json.writeFieldName(name);
            json.writeArray(values, 0, values.length);
            return;
        }
        var had = part.apply(before.ranking().city());
        var begun = false;
        for (var i = 0; i < Region.COUNT; i++) {
            if (values[i] != had[i]) {
                if (!begun) {
                    json.writeArrayFieldStart(name + "Changes");
                    begun = true;
                }
                json.writeNumber(i);
                json.writeNumber(values[i]);
            }
        }
        if (begun) {
            json.writeEndArray();
        }
    }

    /** Drivers are never forgotten: at most one is added, and each is the same object until something happens to him. */
    private void drivers() throws IOException {
        var had = before == null
                ? List.<DriverPicture>of()
                : before.ranking().city().drivers();
        var i = 0;
        json.writeArrayFieldStart("drivers");
        for (var driver : now.ranking().city().drivers()) {
            while (i < had.size() && had.get(i).number() < driver.number()) {
                i++;
            }
            if (i >= had.size() || had.get(i) != driver) {
                driver(driver);
            }
        }
        json.writeEndArray();
    }

    private void driver(DriverPicture driver) throws IOException {
        var trip = driver.isOnTrip() ? driver.trip() : null;
        json.writeStartObject();
        json.writeNumberField("n", driver.number());
        json.writeStringField("fleet", driver.fleet());
        json.writeNumberField("at", trip == null ? driver.delivery().at() : trip.from());
        json.writeNumberField("completed", driver.completed());
        json.writeNumberField("earned", driver.earned());
        json.writeNumberField("busy", driver.busyMillis());
        json.writeNumberField("known", driver.knownSinceMillis());
        if (trip != null) {
            json.writeStringField("order", trip.order().toString());
            json.writeNumberField("since", trip.sinceMillis());
            json.writeNumberField("pickUp", trip.pickUp());
            json.writeNumberField("dropOff", trip.dropOff());
        }
        json.writeEndObject();
    }

    /** As an array: the second, created, assigned and completed a second, then seconds that response, completion and lag are. */
    private static void second(JsonGenerator json, History.Sample sample) throws IOException {
        json.writeStartArray();
        json.writeNumber(sample.second());
        figure(json, sample.created());
        figure(json, sample.assigned());
        figure(json, sample.completed());
        figure(json, sample.responseSeconds());
        figure(json, sample.completionSeconds());
        figure(json, sample.lagSeconds());
        json.writeEndArray();
    }

    private static void figure(JsonGenerator json, double value) throws IOException {
        if (Double.isNaN(value)) {
            json.writeNull();
        } else {
            json.writeNumber(rounded(value, 100));
        }
    }
}
