package delivery.lab.verify;

import delivery.localkinesis.scenario.Scenario;
import delivery.localkinesis.scenario.ScenarioSettings;
import java.util.List;

/**
 * How a run is to be.
 *
 * @param named scenarios that were asked for by name
 * @param sink whether there is a second stream to tell by
 * @param exactlyOnce whether a double fails that at-least-once explains
 * @param inOrder whether it fails what is accepted out of the order of its shard, or before that of a parent
 */
record VerifySettings(
        List<String> command,
        List<String> named,
        ScenarioSettings scenario,
        int instances,
        boolean leases,
        boolean sink,
        boolean exactlyOnce,
        boolean inOrder) {
    boolean isNamed(Scenario scenario) {
        return named.contains(scenario.name());
    }
}
