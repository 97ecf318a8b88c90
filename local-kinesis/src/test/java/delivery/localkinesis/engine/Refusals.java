package delivery.localkinesis.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import delivery.localkinesis.api.KinesisError;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refusal must look like. */
public final class Refusals {
    private Refusals() {}

    public static void assertRefused(KinesisError.Type type, String message, ThrowingCallable call) {
        assertThatExceptionOfType(KinesisError.class)
                .isThrownBy(call)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.type()).isEqualTo(type));
    }
}
