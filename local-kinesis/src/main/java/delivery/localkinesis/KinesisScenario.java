package delivery.localkinesis;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit Jupiter test that is run once for each of these scenarios, each time with a {@link ScenarioRun} as its parameter: on
 * a Kinesis of its own something happens to a consumer, and the test fails if that loses records.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(KinesisScenarioExtension.class)
public @interface KinesisScenario {
    /** Names of {@link delivery.localkinesis.scenario.Scenarios}, those that need no process of their own. */
    String[] value();

    /** Of the stream in the beginning. */
    int shards() default 4;

    /** Records a second of the service's clock, which runs {@value ScenarioRun#SPEED} times as fast as the machine's. */
    double rate() default 100;

    /** Decides which shard is split, and all other chance. */
    long seed() default 1;

    /** By the service's clock: how long a scenario may take. In a shorter one, what happens is shorter too. */
    int longestSeconds() default 60;
}
