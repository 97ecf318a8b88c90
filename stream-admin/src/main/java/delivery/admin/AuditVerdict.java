package delivery.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the audit of a ranking means. A rule without clock or network.
 *
 * @param findings losses and double counts, each a sentence; none in a sound run
 * @param unsettled what is still to come, empty if nothing
 */
record AuditVerdict(List<String> findings, List<String> unsettled) {
    /** How much the clocks of the stream and of the ranking server may differ. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** Of a run that goes on: no source need have ended. */
    static AuditVerdict ofRunning(JsonNode ranking) {
        return of(ranking, false);
    }

    /**
     * Of a run that has ended: every source must have, and every shard must have been read past the moment of the
     * question. Else there may be a source of which nothing has been read yet.
     */
    static AuditVerdict ofEnded(JsonNode ranking, Instant askedAt) {
        var verdict = of(ranking, true);
        var readThrough = ranking.path("audit").path("readThrough");
        // A server that does not tell cannot be asked for it.
        if (readThrough.isMissingNode()
                || readThrough.isTextual()
                        && !Instant.parse(readThrough.asText()).isBefore(askedAt.plus(SLACK))) {
            return verdict;
        }
        var unsettled = new ArrayList<>(verdict.unsettled);
        unsettled.add("not all shards have been read past " + askedAt);
        return new AuditVerdict(verdict.findings, List.copyOf(unsettled));
    }

    private static AuditVerdict of(JsonNode ranking, boolean closed) {
        var audit = ranking.path("audit");
        var findings = new ArrayList<String>();
        checkTotals(audit, findings);
        audit.path("gaps")
                .forEach(gap -> findings.add("records of " + gap.path("shardId").asText() + " after "
                        + gap.path("from").asText() + " are lost: "
                        + gap.path("what").asText()));
        ranking.path("shards").forEach(shard -> checkShard(shard, findings));
        var unsettled = new ArrayList<String>();
        var inFlight = audit.path("inFlight").asLong();
        if (inFlight > 0) {
            unsettled.add(inFlight + " event(s) in flight");
        }
        for (var source : audit.path("sources")) {
            checkSource(source, findings);
            if (closed && !source.path("closed").asBoolean()) {
                unsettled.add("source " + source.path("source").asText() + " has not closed");
            }
        }
        if (closed && audit.path("sources").isEmpty()) {
            unsettled.add("no source seen yet");
        }
        return new AuditVerdict(List.copyOf(findings), List.copyOf(unsettled));
    }

    boolean settled() {
        return unsettled.isEmpty();
    }

    private static void checkTotals(JsonNode audit, List<String> findings) {
        var missing = audit.path("missing").asLong();
        if (missing > 0) {
            findings.add(missing + " event(s) missing");
        }
        checkSum("all shards together", audit, findings);
    }

    private static void checkShard(JsonNode shard, List<String> findings) {
        // Only a server that tells all five can be held to their sum.
        if (shard.has("read")) {
            checkSum(shard.path("shardId").asText(), shard, findings);
        }
    }

    private static void checkSum(String what, JsonNode counts, List<String> findings) {
        var read = counts.path("read").asLong();
        var sum = counts.path("applied").asLong()
                + counts.path("duplicates").asLong()
                + counts.path("rejected").asLong()
                + counts.path("control").asLong();
        if (read != sum) {
            findings.add(
                    what + ": read " + read + " records, but applied, duplicates, rejected and control make " + sum);
        }
    }

    /** A source that has ended knows all it produced; one that runs on may be ahead of its own word. */
    private static void checkSource(JsonNode source, List<String> findings) {
        var produced = source.path("produced").asLong();
        var applied = source.path("applied").asLong();
        var sum = applied
                + source.path("rejected").asLong()
                + source.path("inFlight").asLong()
                + source.path("missing").asLong();
        // Only a server that tells all can be held to their sum.
        if (source.has("rejected") && produced != sum) {
            findings.add("source " + source.path("source").asText() + ": produced " + produced
                    + " events, but applied, rejected, in flight and missing make " + sum);
        }
        if (source.path("closed").asBoolean() && applied > produced) {
            findings.add("source " + source.path("source").asText() + " produced " + produced + " events, but "
                    + applied + " were applied");
        }
    }
}
