package delivery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ErrorsTest {
    private final Error error = new NoClassDefFoundError("delivery/Gone");

    @Test
    void anErrorThatALibraryHasWrappedIsFoundAgain() {
        var wrapped = new IllegalStateException("the call failed", new ExecutionException(error));
        assertThat(Errors.in(wrapped)).isSameAs(error);
        assertThatThrownBy(() -> Errors.rethrow(wrapped)).isSameAs(error);
    }

    @Test
    void anExceptionWithoutAnErrorIsNone() {
        var failure = new IllegalStateException("the call failed", new RuntimeException("a time-out"));
        assertThat(Errors.in(failure)).isNull();
        assertThatCode(() -> Errors.rethrow(failure)).doesNotThrowAnyException();
    }

    @Test
    void causesInACircleHaveAnEnd() {
        var first = new IllegalStateException("first");
        var second = new IllegalStateException("second", first);
        first.initCause(second);
        assertThat(Errors.in(first)).isNull();
    }

    @Test
    void whatACallbackReportsGoesWhereItGoesThatLeavesAThread() {
        var heard = new AtomicReference<Throwable>();
        var thread = Threads.make("callback", () -> Errors.report(new IllegalStateException(error)));
        thread.setUncaughtExceptionHandler((t, e) -> heard.set(e));
        thread.start();
        Threads.join(thread);
        assertThat(heard).hasValue(error);
    }
}
