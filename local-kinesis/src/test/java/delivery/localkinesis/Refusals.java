package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refusal must look like. */
final class Refusals {
    private Refusals() {}

    static void assertRefused(KinesisError.Type type, String message, ThrowingCallable call) {
        assertThatExceptionOfType(KinesisError.class)
                .isThrownBy(call)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.type()).isEqualTo(type));
    }
}
