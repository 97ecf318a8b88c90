package delivery.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import delivery.admin.command.Printable;
import delivery.app.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The ranking server's verdict as it sends it: what a word means is worked out there and nowhere else.
 *
 * @param word one of the four, or one of a newer server
 * @param reasons why it is not exact
 * @param beside what does not change the word, and is worth knowing
 */
record AuditVerdict(String word, List<String> reasons, List<String> beside) {
    private static final String EXACT = "exact";
    private static final String LOSS = "loss";

    static AuditVerdict of(JsonNode ranking) {
        var verdict = ranking.path("audit").path("verdict");
        if (!verdict.path("word").isTextual()) {
            return new AuditVerdict(
                    "no verdict",
                    List.of("the ranking server sends none: it is older than this program; start one of this version"),
                    List.of());
        }
        return new AuditVerdict(
                verdict.path("word").asText(), texts(verdict.path("reasons")), texts(verdict.path("beside")));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(text -> Printable.text(text.asText()))
                .toList();
    }

    /** It is exact, but that was not all that was asked for. */
    AuditVerdict but(List<String> more) {
        if (more.isEmpty() || !isExact()) {
            return this;
        }
        var all = new ArrayList<>(reasons);
        all.addAll(more);
        return new AuditVerdict("not ended", List.copyOf(all), beside);
    }

    boolean isExact() {
        return word.equals(EXACT);
    }

    boolean isLoss() {
        return word.equals(LOSS);
    }

    /** Only what is exact is a success. */
    int exitCode() {
        return isExact() ? ExitCode.DONE : isLoss() ? ExitCode.LOSS : ExitCode.FAILED;
    }

    /** For people. */
    String text() {
        return reasons.isEmpty() ? word : word + ": " + String.join("; ", reasons);
    }
}
