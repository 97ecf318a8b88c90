package delivery.localkinesis;

import delivery.localkinesis.engine.VirtualClock;
import delivery.localkinesis.fault.Fault;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit Jupiter class a Kinesis of its own, which its nested classes share; streams are ACTIVE at once. What tests
 * may take as parameters: {@link LocalKinesisExtension}, whose builder also makes what goes beyond this.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(LocalKinesisExtension.class)
public @interface LocalKinesisTest {
    /** Streams that are there from the start, each {@code NAME:SHARDS}, such as {@code orders:4}. */
    String[] streams() default {};

    /** Whether the quotas are enforced, as on AWS. */
    boolean limits() default true;

    /** What is to go wrong from the start, such as {@code put:throttle=0.05}: see {@link Fault#GRAMMAR}. */
    String[] faults() default {};

    /** Whether time stands still until a test moves the {@link VirtualClock} that it takes as a parameter. */
    boolean virtualClock() default false;

    /**
     * Whether endpoint, region and credentials are system properties meanwhile, so that clients of the AWS SDK for Java 2
     * that were told nothing come here. The whole JVM has them: not for classes that run at the same time as others.
     */
    boolean systemProperties() default false;
}
