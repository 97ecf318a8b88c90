package delivery.ranking.web;

import com.fasterxml.jackson.core.JsonGenerator;
import delivery.ranking.state.RankingPicture.AuditPicture;
import delivery.ranking.state.RankingPicture.Records;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import delivery.ranking.state.Verdict;
import java.io.IOException;
import java.util.List;

/** What the documented ranking and the page tell of the audit in the same words. */
final class AuditJson {
    private AuditJson() {}

    static void records(JsonGenerator json, Records records) throws IOException {
        json.writeNumberField("read", records.read());
        json.writeNumberField("applied", records.applied());
        json.writeNumberField("duplicates", records.duplicates());
        json.writeNumberField("rejected", records.rejected());
        json.writeNumberField("control", records.control());
    }

    static void verdict(JsonGenerator json, Verdict verdict) throws IOException {
        json.writeStartObject();
        json.writeStringField("word", verdict.word().text());
        sentences(json, "reasons", verdict.reasons());
        sentences(json, "beside", verdict.beside());
        json.writeEndObject();
    }

    private static void sentences(JsonGenerator json, String name, List<String> sentences) throws IOException {
        json.writeArrayFieldStart(name);
        for (var sentence : sentences) {
            json.writeString(sentence);
        }
        json.writeEndArray();
    }

    static void source(JsonGenerator json, SourcePicture source) throws IOException {
        json.writeStartObject();
        json.writeStringField("source", source.source());
        json.writeNumberField("produced", source.produced());
        json.writeNumberField("applied", source.applied());
        json.writeBooleanField("closed", source.closed());
        json.writeNumberField("inFlight", source.inFlight());
        json.writeNumberField("missing", source.missing());
        json.writeNumberField("rejected", source.rejected());
        var standing = source.standing();
        json.writeNumberField("acknowledged", standing.acknowledged());
        json.writeStringField("state", standing.state().text());
        json.writeNumberField("silentSeconds", standing.silentSeconds());
        json.writeBooleanField("writtenOff", standing.state() == SourceState.WRITTEN_OFF);
        json.writeEndObject();
    }

    static void counters(JsonGenerator json, AuditPicture audit) throws IOException {
        json.writeNumberField("conflicts", audit.conflicts());
        json.writeNumberField("late", audit.late());
        json.writeNumberField("future", audit.future());
        json.writeNumberField("skew", audit.skew());
        json.writeNumberField("unknownFields", audit.unknownFields());
        json.writeBooleanField("covered", audit.covered());
        json.writeNumberField("garbage", audit.garbage());
    }
}
