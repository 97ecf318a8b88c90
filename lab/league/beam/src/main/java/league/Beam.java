package league;

import java.net.URI;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.aws2.kinesis.KinesisIO;
import org.apache.beam.sdk.io.aws2.kinesis.KinesisRecord;
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import software.amazon.awssdk.regions.Region;
import software.amazon.kinesis.common.InitialPositionInStream;

/** Beam's KinesisIO on the direct runner, which keeps no state beyond the process. */
final class Beam {
    public static void main(String[] arguments) {
        var options = PipelineOptionsFactory.create();
        options.setRunner(DirectRunner.class);
        options.as(DirectOptions.class).setTargetParallelism(32); // a shard that finds no thread is not read
        options.as(AwsOptions.class).setEndpoint(URI.create(Tell.ENDPOINT));
        options.as(AwsOptions.class).setAwsRegion(Region.of(System.getenv("AWS_REGION")));
        var pipeline = Pipeline.create(options);
        pipeline.apply(KinesisIO.read()
                        .withStreamName(Tell.STREAM)
                        .withInitialPositionInStream(InitialPositionInStream.TRIM_HORIZON))
                .apply(ParDo.of(new Telling()));
        pipeline.run().waitUntilFinish();
    }

    private static final class Telling extends DoFn<KinesisRecord, Void> {
        @ProcessElement
        public void process(@Element KinesisRecord record) {
            Tell.accepted(record.getDataAsBytes());
        }
    }
}
