package league;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.DiscardingSink;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.config.AWSConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;

/** Flink in one process, with a checkpoint a second on disk; begins at the newest one that is whole. */
final class Flink {
    private static final Path CHECKPOINTS = Path.of(System.getenv("VERIFY_DIR"), "checkpoints");

    public static void main(String[] arguments) throws Exception {
        var configuration = new Configuration();
        configuration.setString("execution.checkpointing.interval", "1 s");
        configuration.setString(
                "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
        configuration.setString("execution.checkpointing.dir", CHECKPOINTS.toUri().toString());
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "1000000");
        configuration.setString("restart-strategy.fixed-delay.delay", "1 s");
        configuration.setString("parallelism.default", "2");
        newest().ifPresent(checkpoint -> configuration.setString(
                "execution.state-recovery.path", checkpoint.toUri().toString()));

        var kinesis = new Properties();
        kinesis.setProperty(AWSConfigConstants.AWS_REGION, System.getenv("AWS_REGION"));
        kinesis.setProperty(AWSConfigConstants.AWS_ENDPOINT, Tell.ENDPOINT);
        kinesis.setProperty(AWSConfigConstants.AWS_ACCESS_KEY_ID, System.getenv("AWS_ACCESS_KEY_ID"));
        kinesis.setProperty(AWSConfigConstants.AWS_SECRET_ACCESS_KEY, System.getenv("AWS_SECRET_ACCESS_KEY"));
        kinesis.setProperty(ConsumerConfigConstants.STREAM_INITIAL_POSITION, "TRIM_HORIZON");

        var flink = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        flink.addSource(new FlinkKinesisConsumer<>(Tell.STREAM, new Bytes(), kinesis))
                .uid("records")
                .map(record -> {
                    Tell.accepted(record);
                    return record.length;
                })
                .uid("tell")
                .addSink(new DiscardingSink<>())
                .uid("end");
        flink.execute();
    }

    private static Optional<Path> newest() throws IOException {
        if (Files.notExists(CHECKPOINTS)) {
            return Optional.empty();
        }
        try (var files = Files.walk(CHECKPOINTS)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .map(Path::getParent);
        }
    }

    private static final class Bytes extends AbstractDeserializationSchema<byte[]> {
        private static final long serialVersionUID = 1;

        @Override
        public byte[] deserialize(byte[] message) {
            return message;
        }
    }
}
