package delivery.ranking.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import delivery.protocol.Message.StreamIdentity;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.AuditPicture;
import delivery.ranking.state.RankingPicture.Forgotten;
import delivery.ranking.state.RankingPicture.Percentiles;
import delivery.ranking.state.RankingPicture.RecordedGap;
import delivery.ranking.state.RankingPicture.RejectedPicture;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A picture as {@code /api/ranking} shows it. Names and order of the fields are what others rely on. */
final class PictureJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;

    private PictureJson(JsonGenerator json) {
        this.json = json;
    }

    static byte[] of(RankingPicture picture) {
        var bytes = new ByteArrayOutputStream(4_096);
        try (var json = JSON.createGenerator(bytes)) {
            new PictureJson(json).write(picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(RankingPicture picture) throws IOException {
        json.writeStartObject();
        json.writeStringField(
                "asOf", picture.asOf().truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeNumberField("windowSeconds", picture.windowSeconds());
        tops(picture);
        totals(picture.totals());
        json.writeObjectFieldStart("averages");
        json.writeNumberField("responseSeconds", picture.response().averageSeconds());
        json.writeNumberField("completionSeconds", picture.completion().averageSeconds());
        json.writeEndObject();
        json.writeObjectFieldStart("percentiles");
        percentiles("response", picture.response().percentiles());
        percentiles("completion", picture.completion().percentiles());
        json.writeEndObject();
        audit(picture.audit(), picture.verdict(), picture.rejected());
        json.writeArrayFieldStart("shards");
        for (var shard : picture.shards()) {
            shard(shard);
        }
        json.writeEndArray();
        stream(picture.stream());
        json.writeEndObject();
    }

    /** Null until the first consumer has come. */
    private void stream(StreamIdentity stream) throws IOException {
        json.writeFieldName("stream");
        if (stream == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("name", stream.name());
        json.writeStringField("arn", stream.arn());
        json.writeEndObject();
    }

    private void tops(RankingPicture picture) throws IOException {
        json.writeArrayFieldStart("topRegions");
        for (var rank : picture.topRegions()) {
            json.writeStartObject();
            json.writeNumberField("x", rank.region().x());
            json.writeNumberField("y", rank.region().y());
            json.writeNumberField("orders", rank.orders());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("topDrivers");
        for (var rank : picture.topDrivers()) {
            json.writeStartObject();
            json.writeStringField("driver", rank.driver());
            json.writeNumberField("completed", rank.completed());
            json.writeNumberField("earned", rank.earned());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void totals(RankingPicture.Totals totals) throws IOException {
        json.writeObjectFieldStart("totals");
        json.writeObjectFieldStart("created");
        json.writeNumberField("orders", totals.created());
        json.writeNumberField("price", totals.createdPrice());
        json.writeEndObject();
        json.writeObjectFieldStart("assigned");
        json.writeNumberField("orders", totals.assigned());
        json.writeEndObject();
        json.writeObjectFieldStart("completed");
        json.writeNumberField("orders", totals.completed());
        json.writeNumberField("price", totals.completedPrice());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void percentiles(String name, Percentiles percentiles) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("p50", percentiles.p50());
        json.writeNumberField("p95", percentiles.p95());
        json.writeNumberField("p99", percentiles.p99());
        json.writeEndObject();
    }

    private void audit(AuditPicture audit, Verdict verdict, RejectedPicture rejected) throws IOException {
        json.writeObjectFieldStart("audit");
        json.writeFieldName("verdict");
        AuditJson.verdict(json, verdict);
        AuditJson.records(json, audit.records());
        json.writeNumberField("inFlight", audit.inFlight());
        json.writeNumberField("missing", audit.missing());
        json.writeArrayFieldStart("sources");
        for (var source : audit.sources()) {
            AuditJson.source(json, source);
        }
        json.writeEndArray();
        AuditJson.counters(json, audit);
        json.writeNumberField("coverage", audit.coverage());
        json.writeArrayFieldStart("unread");
        for (var shardId : audit.unread()) {
            json.writeString(shardId);
        }
        json.writeEndArray();
        instant("readThrough", audit.readThroughMillis());
        instant("streamTime", audit.streamNowMillis());
        forgotten(audit.forgotten());
        json.writeArrayFieldStart("gaps");
        for (var gap : audit.gaps()) {
            gap(gap);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("deadLetters");
        json.writeNumberField("kept", rejected.kept());
        json.writeNumberField("dropped", rejected.dropped());
        json.writeNumberField("bytes", rejected.bytes());
        json.writeEndObject();
        json.writeBooleanField("rejectAlarm", rejected.alarm());
        json.writeEndObject();
    }

    /** Null if unknown. */
    private void instant(String name, long millis) throws IOException {
        json.writeStringField(
                name, millis == 0 ? null : Instant.ofEpochMilli(millis).toString());
    }

    private void forgotten(Forgotten forgotten) throws IOException {
        json.writeObjectFieldStart("forgotten");
        json.writeNumberField("sources", forgotten.sources());
        json.writeNumberField("applied", forgotten.applied());
        json.writeNumberField("rejected", forgotten.rejected());
        json.writeNumberField("missing", forgotten.missing());
        json.writeEndObject();
    }

    private void gap(RecordedGap gap) throws IOException {
        json.writeStartObject();
        json.writeStringField("shardId", gap.shardId());
        json.writeStringField("from", gap.from().toString());
        json.writeStringField("to", gap.to().toString());
        instant("fromTime", gap.fromMillis());
        instant("toTime", gap.toMillis());
        json.writeStringField("what", gap.what());
        json.writeEndObject();
    }

    private void shard(ShardPicture shard) throws IOException {
        json.writeStartObject();
        json.writeStringField("shardId", shard.shardId());
        json.writeStringField("state", shard.state().name());
        json.writeStringField("position", shard.position());
        json.writeNumberField("applied", shard.records().applied());
        json.writeFieldName("lagSeconds");
        if (shard.lagSeconds() == null) {
            json.writeNull();
        } else {
            json.writeNumber(shard.lagSeconds());
        }
        json.writeStringField("consumer", shard.consumer());
        json.writeNumberField("read", shard.records().read());
        json.writeNumberField("duplicates", shard.records().duplicates());
        json.writeNumberField("rejected", shard.records().rejected());
        json.writeNumberField("control", shard.records().control());
        json.writeStringField("durable", shard.durable());
        json.writeEndObject();
    }
}
