package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.it.faulty.Fault;
import delivery.it.faulty.FaultyConsumer;
import delivery.lab.launcher.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The verifier has teeth: a consumer that is right passes, and each fault that is planted in it is found by the scenario for it. */
class PlantedConsumerFaultsIT {
    private static final Duration A_SLOW_MACHINE = Duration.ofMinutes(3);
    private static final Duration HOURS = Duration.ofHours(4);

    @TempDir
    private Path folder;

    @Test
    @Timeout(240)
    void threeOfThemAreFoundAndTheConsumerWithoutAFaultPasses() throws IOException {
        var scenarios = List.of("merge", "kill", "expired-iterator");
        try (var right = verify(Fault.NONE, 1, scenarios);
                var oneParent = verify(Fault.ONE_PARENT, 1, scenarios.subList(0, 1));
                var ahead = verify(Fault.CHECKPOINT_AHEAD, 1, scenarios.subList(1, 2));
                var latest = verify(Fault.EXPIRED_LATEST, 1, scenarios.subList(2, 3))) {
            for (var faulty : List.of(oneParent, ahead, latest)) {
                assertThat(faulty.awaitExit(A_SLOW_MACHINE)).as(faulty.stderr()).isEqualTo(3);
                assertThat(found(faulty)).containsValue("loss");
            }
            assertThat(right.awaitExit(A_SLOW_MACHINE)).as(right.stderr()).isZero();
        }
    }

    /** Prints the table of docs/verify.md. */
    @Test
    @EnabledIfSystemProperty(named = "planted", matches = ".*", disabledReason = "run it with -Dplanted (hours)")
    void eachIsFoundByTheScenarioForItAndNothingIsFoundInTheConsumerWithoutOne() throws IOException {
        var escaped = new ArrayList<Fault>();
        for (var fault : Fault.values()) {
            try (var run = verify(fault, 2, List.of("all"))) {
                run.awaitExit(HOURS);
                var found = found(run);
                System.out.println(fault.flag() + ": " + found);
                if (fault.scenarios().isEmpty()
                        ? !found.isEmpty()
                        : !found.containsKey(fault.scenarios().get(0))) {
                    escaped.add(fault);
                }
            }
        }
        assertThat(escaped).isEmpty();
    }

    /** @param instances two, where one is frozen or killed and the other one is to go on */
    private Program verify(Fault fault, int instances, List<String> scenarios) {
        return Scripts.start(
                Map.of(),
                "verify.sh",
                "--scenario",
                String.join(",", scenarios),
                "--instances",
                Integer.toString(instances),
                "--duration",
                "60s",
                "--restart",
                "1s",
                "--output",
                "json",
                "--report",
                folder.resolve(fault.flag()).toString(),
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                FaultyConsumer.class.getName(),
                fault.flag());
    }

    /** Its verdict by scenario, where that is a loss or doubled. */
    private static Map<String, String> found(Program verify) throws IOException {
        var found = new TreeMap<String, String>();
        for (var scenario : new ObjectMapper().readTree(verify.stdout()).get("scenarios")) {
            var verdict = scenario.get("verdict").textValue();
            if (verdict.equals("loss") || verdict.equals("doubled")) {
                found.put(scenario.get("scenario").textValue(), verdict);
            }
        }
        return found;
    }
}
