package delivery.ranking.state;

import java.util.List;

/**
 * What came of comparing this state with that of its replicas; each a sentence without its stop.
 *
 * @param differences of states that must be the same: which of the two is right is not known
 * @param notes what does not change the verdict, and is worth knowing
 */
public record ReplicaFindings(List<String> differences, List<String> notes) {
    public static final ReplicaFindings NONE = new ReplicaFindings(List.of(), List.of());
}
