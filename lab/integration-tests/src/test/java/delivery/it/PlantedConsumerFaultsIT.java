package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.it.faulty.Fault;
import delivery.it.faulty.FaultyConsumer;
import delivery.lab.launcher.Program;
import delivery.localkinesis.scenario.Scenario;
import delivery.localkinesis.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The verifier has teeth: a consumer that is right passes, and each fault that is planted in it is found by the scenario for it. */
class PlantedConsumerFaultsIT {
    private static final Duration A_SLOW_MACHINE = Duration.ofMinutes(3);
    /** Where one is frozen or killed and the other one is to go on. */
    private static final Set<String> OF_TWO = Set.of("freeze", "kill-one");

    private static final Set<String> FOUND = Set.of("loss", "doubled", "out of order");
    private static final int AT_A_TIME = 3; // mostly they wait

    @TempDir
    private Path folder;

    @Test
    @Timeout(240)
    void fourOfThemAreFoundAndTheConsumerWithoutAFaultPasses() throws IOException {
        try (var right = verify(Fault.NONE, "merge", "kill", "expired-iterator");
                var skipped = verify(Fault.CHILDREN_SKIPPED, "split");
                var ahead = verify(Fault.CHECKPOINT_AHEAD, "kill");
                var latest = verify(Fault.EXPIRED_LATEST, "expired-iterator");
                var zombie = verify(Fault.ZOMBIE, "freeze")) {
            for (var faulty : List.of(skipped, ahead, latest, zombie)) {
                assertThat(faulty.awaitExit(A_SLOW_MACHINE)).as(faulty.stderr()).isEqualTo(3);
            }
            assertThat(right.awaitExit(A_SLOW_MACHINE)).as(right.stderr()).isZero();
        }
    }

    /**
     * Prints a table: {@code -Dplanted} of each fault by its scenario and by {@code steady}, and of the consumer
     * without one by all; {@code -Dplanted=all} of each by all. {@code -Dplanted.reports=FOLDER} keeps the reports, and goes on where it was.
     */
    @Test
    @EnabledIfSystemProperty(named = "planted", matches = ".*", disabledReason = "run it with -Dplanted (half an hour)")
    void eachIsFoundByTheScenarioForItAndNothingIsFoundInTheConsumerWithoutOne() throws Exception {
        var cells = new EnumMap<Fault, Map<String, Future<JsonNode>>>(Fault.class);
        var places = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            for (var fault : Fault.values()) {
                cells.put(fault, new LinkedHashMap<>());
                for (var scenario : scenarios(fault)) {
                    cells.get(fault).put(scenario, places.submit(() -> cell(fault, scenario)));
                }
            }
            var wrong = new ArrayList<String>();
            for (var fault : Fault.values()) {
                wrong.addAll(judge(fault, cells.get(fault)));
            }
            assertThat(wrong).isEmpty();
        } finally {
            places.shutdownNow();
        }
    }

    private static List<String> scenarios(Fault fault) {
        var all = Scenarios.all().stream().map(Scenario::name);
        return System.getProperty("planted").equals("all") || fault == Fault.NONE
                ? all.toList()
                : all.filter(name -> name.equals("steady")
                                || name.equals(fault.scenarios().get(0)))
                        .toList();
    }

    /** Prints a row, and returns what is not as it has to be. */
    private static List<String> judge(Fault fault, Map<String, Future<JsonNode>> cells)
            throws InterruptedException, ExecutionException {
        var found = new ArrayList<String>();
        var passed = new ArrayList<String>();
        var wrong = new ArrayList<String>();
        for (var cell : cells.entrySet()) {
            var scenario = cell.getKey();
            var outcome = cell.getValue().get();
            var word = outcome.get("verdict").textValue();
            (FOUND.contains(word) ? found : passed).add("`" + scenario + "`" + figures(outcome));
            var has = fault.scenarios();
            var wanted = has.isEmpty() || scenario.equals("steady") && !has.contains(scenario)
                    ? word.equals("passed")
                    : !scenario.equals(has.get(0)) || FOUND.contains(word);
            if (!wanted) {
                wrong.add(fault.flag() + " " + scenario + ": " + word);
            }
        }
        System.out.println(
                "| `" + fault.flag() + "` | " + String.join(", ", found) + " | " + String.join(", ", passed) + " |");
        return wrong;
    }

    private static String figures(JsonNode outcome) {
        var records = outcome.get("records");
        return switch (outcome.get("verdict").textValue()) {
            case "passed" -> "";
            case "loss" -> " lost " + records.get("lost") + " of " + records.get("put");
            case "doubled" -> " doubled " + records.get("unexplained") + " of " + records.get("put");
            case "out of order" ->
                " out of order "
                        + (records.get("outOfOrder").asLong()
                                + records.get("beforeParents").asLong());
            default -> " " + outcome.get("verdict").textValue();
        };
    }

    private JsonNode cell(Fault fault, String scenario) throws IOException {
        var report = report(fault, scenario).resolve("report.json");
        if (!Files.exists(report)) {
            try (var run = verify(fault, scenario)) {
                run.awaitExit(A_SLOW_MACHINE);
            }
        }
        return new ObjectMapper()
                .readTree(Files.readString(report))
                .get("scenarios")
                .get(0);
    }

    private Path report(Fault fault, String scenario) {
        var reports = System.getProperty("planted.reports");
        return (reports == null ? folder : Path.of(reports))
                .resolve(fault.flag())
                .resolve(scenario);
    }

    /** The first of two begins late, so that the other one has the shards: that one is to be frozen or killed, not an idle one. */
    private Program verify(Fault fault, String... scenarios) {
        return Scripts.start(
                Map.of(),
                "verify.sh",
                "--scenario",
                String.join(",", scenarios),
                "--instances",
                OF_TWO.contains(scenarios[0]) ? "2" : "1",
                "--duration",
                "60s",
                "--restart",
                "1s",
                "--in-order",
                "--report",
                report(fault, scenarios[0]).toString(),
                "--",
                "sh",
                "-c",
                "case $VERIFY_INSTANCE in 0) sleep \"$0\" ;; esac; exec \"$@\"",
                OF_TWO.contains(scenarios[0]) ? "3" : "0",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                FaultyConsumer.class.getName(),
                fault.flag());
    }
}
