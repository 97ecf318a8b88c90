package delivery.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** The same path on LocalStack in Docker. */
@Timeout(600)
class LocalStackIT {
    /** The last tag that needs no account token. */
    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.14.0");

    /** By hand rather than by {@code disabledWithoutDocker}, so that the build's last words say why it did not run. */
    @BeforeEach
    void needsDocker() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
    }

    @Test
    void ordersAreRankedAndNothingIsMissing() {
        try (var localStack = new LocalStackContainer(IMAGE).withServices("kinesis")) {
            localStack.start();
            try (var suite = Started.on(localStack.getEndpoint())) {
                suite.createStream(EndToEnd.SHARDS);
                EndToEnd.ordersAreRankedAndNothingIsMissing(suite);
            }
        }
    }
}
