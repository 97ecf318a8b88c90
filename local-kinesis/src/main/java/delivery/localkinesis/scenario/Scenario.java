package delivery.localkinesis.scenario;

import java.util.Set;
import java.util.function.Consumer;

/**
 * Something that happens to consumers of Kinesis.
 *
 * @param reason why it is realistic: one sentence
 * @param script what happens, after the consumer has accepted its first record
 */
public record Scenario(String name, String reason, Set<Need> needs, Consumer<Stage> script) {
    @Override
    public String toString() {
        return name;
    }
}
