package delivery.kinesis.aws;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.aws.SdkFailure.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFailureTest {
    private final ConnectionFailure failure = new ConnectionFailure(new Way("http://kinesis", Optional.empty()));

    /** The SDK does that when a call takes too long: else its page would not become smaller. */
    @ParameterizedTest
    @ValueSource(strings = {"stream is closed", "Stream closed", "Socket closed"})
    void whatWasClosedAtThisEndTookTooLong(String message) {
        assertThat(failure.explain(new UncheckedIOException(new IOException(message))))
                .hasMessage("http://kinesis did not answer in time")
                .extracting("kind")
                .isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void whatTheOtherEndEndsIsBroken() {
        assertThat(failure.explain(new UncheckedIOException(new SocketException("Connection reset"))))
                .hasMessage("the connection to http://kinesis broke (Connection reset)")
                .extracting("kind")
                .isEqualTo(Kind.UNAVAILABLE);
    }
}
