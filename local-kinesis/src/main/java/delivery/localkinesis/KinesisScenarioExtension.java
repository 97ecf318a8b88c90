package delivery.localkinesis;

import delivery.localkinesis.scenario.Need;
import delivery.localkinesis.scenario.Scenario;
import delivery.localkinesis.scenario.ScenarioSettings;
import delivery.localkinesis.scenario.Scenarios;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link KinesisScenario} is made of. */
public final class KinesisScenarioExtension implements TestTemplateInvocationContextProvider {
    /** Of the machine's time: for a consumer that loads its classes first. */
    private static final Duration FIRST_RECORD = Duration.ofSeconds(30);

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), KinesisScenario.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        var asked = AnnotationSupport.findAnnotation(context.getTestMethod(), KinesisScenario.class)
                .orElseThrow();
        return Stream.of(asked.value()).map(name -> new Invocation(scenario(name), settings(asked)));
    }

    /** @throws IllegalArgumentException in one line, if there is none of that name, or it needs a process */
    static Scenario scenario(String name) {
        var scenario = Scenarios.named(name).filter(each -> each.needs().isEmpty());
        return scenario.orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no scenario for a test: "
                + Scenarios.all().stream()
                        .filter(each -> each.needs().isEmpty())
                        .map(Scenario::name)
                        .collect(Collectors.joining(", "))
                + Scenarios.named(name)
                        .map(each -> "; it needs "
                                + each.needs().stream().map(Need::toString).collect(Collectors.joining(", "))
                                + ": ./delivery verify has that")
                        .orElse("")));
    }

    private static ScenarioSettings settings(KinesisScenario asked) {
        return new ScenarioSettings(
                asked.shards(),
                asked.rate(),
                FIRST_RECORD.multipliedBy(ScenarioRun.SPEED),
                Duration.ofSeconds(asked.longestSeconds()),
                ScenarioSettings.DEFAULT.restart(),
                asked.seed(),
                ScenarioSettings.DEFAULT.recordBytes());
    }

    private record Invocation(Scenario scenario, ScenarioSettings settings) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return scenario.name();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Parameter(scenario, settings));
        }
    }

    private static final class Parameter implements ParameterResolver, AfterEachCallback {
        private final Scenario scenario;
        private final ScenarioSettings settings;
        private @Nullable ScenarioRun run;

        Parameter(Scenario scenario, ScenarioSettings settings) {
            this.scenario = scenario;
            this.settings = settings;
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ScenarioRun.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            if (run == null) {
                run = new ScenarioRun(scenario, settings);
            }
            return run;
        }

        @Override
        public void afterEach(ExtensionContext context) {
            if (run != null) {
                run.close();
            }
            if (context.getExecutionException().isEmpty() && (run == null || !run.isPlayed())) {
                throw new AssertionError("nothing is proved: the test takes a ScenarioRun and calls its play()");
            }
        }
    }
}
