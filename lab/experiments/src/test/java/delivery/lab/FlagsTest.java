package delivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.program.App;
import delivery.lab.chaos.ChaosCommand;
import delivery.lab.demo.DemoCommand;
import delivery.lab.experiments.ExperimentCommand;
import delivery.lab.launcher.FlagRules;
import delivery.lab.verify.VerifyCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class FlagsTest {
    private static final Map<String, Supplier<App>> PROGRAMS = Map.of(
            "demo", DemoCommand::new,
            "chaos", ChaosCommand::new,
            "experiment", ExperimentCommand::new,
            "verify", VerifyCommand::new);

    /** Nothing is started for it: here are no jars. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo --drivers x",
                "demo --drivers 0",
                "demo --drivers -1",
                "demo --drivers",
                "demo --drivers=",
                "demo --drivers 99999999999999999999",
                "demo --demand",
                "demo --demand=",
                "demo --demand none-of-that-name",
                "demo --demand src",
                "demo --demand a\0b",
                "demo --rate 0",
                "demo --rate NaN",
                "demo --rate -1",
                "demo --rate 1e9",
                "demo --rate 1000001",
                "demo --rate .",
                "demo --time-scale 0.0",
                "demo --time-scale 1001",
                "demo --time-scale Infinity",
                "demo --shards 0",
                "demo --shards 1.5",
                "demo --shards",
                "demo --shards --rate 5",
                "demo --duration 60",
                "demo --duration x9s",
                "demo --duration 0s",
                "demo --duration -5s",
                "demo --http-port 70000",
                "demo --http-port http",
                "demo --endpoint-url localhost:4567",
                "demo --endpoint-url=",
                "demo --stream-name a:b",
                "demo --stream-name=",
                "demo --aws --endpoint-url http://localhost:1",
                "demo --aws=yes",
                "demo --no-limits --aws",
                "demo --durations 10s",
                "demo 60s",
                "experiment",
                "experiment cuhrn",
                "experiment churn routing",
                "experiment churn --operations -1",
                "experiment churn --rate 0",
                "experiment routing --rate 5",
                "experiment routing --long",
                "chaos --kills 0",
                "chaos --kills -3",
                "chaos --shards 0",
                "chaos --rate NaN",
                "chaos --pause soon",
                "chaos --kill 5",
                "experiment churn --operations=0",
                "experiment churn --operations=-4",
                "experiment churn --operations=many",
                "experiment churn --rate=99999999",
                "experiment churn --seed=x",
                "experiment churn --endpoint-url=localhost",
                "experiment routing --operations=5",
                "experiment routing --seed=5",
                "demo --drivers 10001",
                "demo --duration 10",
                "chaos --targets nobody",
                "chaos --seed x",
                "chaos --zombies -1",
                "chaos --stall 0s",
                "chaos --stream-name a/b",
                "chaos --endpoint-url nowhere",
                "verify",
                "verify --",
                "verify --scenario steady",
                "verify --scenario splat -- true",
                "verify --scenario split,splat -- true",
                "verify --shards 0 -- true",
                "verify --rate 0 -- true",
                "verify --rate 4001 -- true",
                "verify --duration 60 -- true",
                "verify --duration 0s -- true",
                "verify --restart soon -- true",
                "verify --instances 0 -- true",
                "verify --tell shout -- true",
                "verify --seed x -- true",
                "verify --output xml -- true",
                "verify --exactly-once=yes -- true",
                "verify --in-order=no -- true",
                "verify --scenarios steady -- true"
            })
    void badUsageIsOneLineBeforeAnythingIsStarted(String line) {
        var words = line.split(" ");
        var oldErr = System.err;
        var err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            var program = PROGRAMS.get(words[0]).get();
            assertThat(program.execute(Arrays.copyOfRange(words, 1, words.length)))
                    .isEqualTo(2);
        } finally {
            System.setErr(oldErr);
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("error: ");
    }

    @Test
    void theTableHasEveryFlagAndNoOther() {
        PROGRAMS.forEach((name, program) -> {
            var spec = new CommandLine(program.get()).getCommandSpec();
            var flags = new ArrayList<String>();
            spec.options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> flags.addAll(List.of(option.names())));
            flags.removeAll(List.of("-h", "--help"));
            spec.positionalParameters().forEach(parameter -> flags.add(parameter.paramLabel()));
            assertThat(FlagRules.flagsOf(name)).containsExactlyInAnyOrderElementsOf(flags);
        });
    }
}
