package delivery.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the audit of a ranking means. A rule without clock or network.
 *
 * @param findings losses and double counts, each a sentence; none in a sound run
 * @param unsettled what is still to come, empty if nothing
 */
record AuditVerdict(List<String> findings, List<String> unsettled) {
    /** @param closed whether every source must have ended for the run to be settled */
    static AuditVerdict of(JsonNode ranking, boolean closed) {
        var audit = ranking.path("audit");
        var findings = new ArrayList<String>();
        checkTotals(audit, findings);
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
        if (source.path("closed").asBoolean() && applied > produced) {
            findings.add("source " + source.path("source").asText() + " produced " + produced + " events, but "
                    + applied + " were applied");
        }
    }
}
