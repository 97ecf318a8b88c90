package league;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import com.hazelcast.jet.kinesis.KinesisSources;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;

/** A job of Hazelcast on a cluster of one member: its snapshots are in the cluster's memory. */
final class HazelcastJet {
    public static void main(String[] arguments) {
        var pipeline = Pipeline.create();
        pipeline.readFrom(KinesisSources.kinesis(Tell.STREAM)
                        .withEndpoint(Tell.ENDPOINT)
                        .withRegion(System.getenv("AWS_REGION"))
                        .withCredentials(
                                System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY"))
                        .withInitialShardIteratorRule(".*", "TRIM_HORIZON", null)
                        .build())
                .withoutTimestamps()
                .map(record -> {
                    Tell.accepted(record.getValue());
                    return record.getKey();
                })
                .writeTo(Sinks.noop());
        var config = new Config();
        config.getJetConfig().setEnabled(true);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        Hazelcast.newHazelcastInstance(config)
                .getJet()
                .newJob(
                        pipeline,
                        new JobConfig()
                                .setProcessingGuarantee(ProcessingGuarantee.AT_LEAST_ONCE)
                                .setSnapshotIntervalMillis(1_000))
                .join();
    }
}
