package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardMetric;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.quota.DailyCount;
import delivery.localkinesis.quota.Limits;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How a stream is set: what it keeps and takes, and what is said of its encryption and monitoring. */
public final class Tuning {
    private final Account account;

    Tuning(Account account) {
        this.account = account;
    }

    /** Enhanced monitoring before and after. */
    public record Monitoring(String stream, String arn, Set<ShardMetric> current, Set<ShardMetric> desired) {}

    public void increaseRetention(String stream, int hours) {
        if (hours > Limits.RETENTION_HOURS_MAX) {
            throw KinesisError.invalid("Maximum allowed retention period is " + Limits.RETENTION_HOURS_MAX
                    + " hours. Requested retention period (" + hours + " hours) is too long.");
        }
        checkShortest(hours);
        change(stream, found -> {
            var now = found.settings().retentionHours();
            if (hours < now) {
                throw otherWay(found, hours, "shorter", now, "DecreaseRetentionPeriod API");
            }
            return found.settings().withRetentionHours(hours);
        });
    }

    public void decreaseRetention(String stream, int hours) {
        checkShortest(hours);
        change(stream, found -> {
            var now = found.settings().retentionHours();
            if (hours > now) {
                throw otherWay(found, hours, "longer", now, "IncreaseRetentionPeriod API");
            }
            return found.settings().withRetentionHours(hours);
        });
    }

    public void updateMaxRecordSize(String stream, int kib) {
        RequestRules.between(kib, Limits.RECORD_KIB, Limits.RECORD_KIB_MAX, "maxRecordSizeInKiB");
        change(stream, found -> found.settings().withMaxRecordKib(kib));
    }

    /** Records stay as they are: only what Describe and Put answer changes. */
    public void startEncryption(String stream, String keyId) {
        change(stream, found -> {
            RequestRules.checkKey(keyId);
            count(found, found.encryptionStarts, "encrypted");
            return found.settings().withKeyId(keyId);
        });
    }

    public void stopEncryption(String stream, String keyId) {
        change(stream, found -> {
            var current = found.settings().keyId();
            if (current == null) {
                return found.settings();
            }
            if (!current.equals(keyId)) {
                throw KinesisError.invalid("Stream " + found.name + " under account " + Account.ID
                        + " is not encrypted with the key " + keyId + ".");
            }
            count(found, found.encryptionStops, "decrypted");
            return found.settings().withKeyId(null);
        });
    }

    public Monitoring enableMonitoring(String stream, List<ShardMetric> metrics) {
        return monitor(stream, current -> {
            current.addAll(ShardMetric.set(metrics));
            return current;
        });
    }

    public Monitoring disableMonitoring(String stream, List<ShardMetric> metrics) {
        return monitor(stream, current -> {
            current.removeAll(ShardMetric.set(metrics));
            return current;
        });
    }

    /** Whether records go evenly to all shards, whatever keys they bring; takes effect at once. */
    public void spread(String stream, boolean spreads) {
        var now = account.clock.millis();
        var found = account.find(stream, now);
        synchronized (found) {
            if (found.settings().mode() != StreamMode.ON_DEMAND && spreads) {
                throw KinesisError.invalid("RecordDistributionStrategy AUTO is not supported for stream " + found.name
                        + " under account " + Account.ID + ": it is not in the on-demand capacity mode.");
            }
            Account.checkActive(found, now);
            found.set(found.settings().withSpreads(spreads), now, now);
        }
    }

    /** Whether it does so, and takes records without a key; false if there is none. */
    public boolean spreads(@Nullable String stream) {
        return account.spreads(stream);
    }

    /** The key that records put now are said to be encrypted with; null: none. */
    public @Nullable String keyId(String stream) {
        return account.find(stream, account.clock.millis()).settings().keyId();
    }

    private Monitoring monitor(String stream, UnaryOperator<EnumSet<ShardMetric>> step) {
        var now = account.clock.millis();
        var found = account.find(stream, now);
        synchronized (found) {
            Account.checkActive(found, now);
            var current = found.settings().shardMetrics();
            var copy = EnumSet.noneOf(ShardMetric.class);
            copy.addAll(current);
            var desired = Set.copyOf(step.apply(copy));
            found.set(found.settings().withShardMetrics(desired), now, account.ready(now));
            return new Monitoring(found.name, found.arn, current, desired);
        }
    }

    private void change(String stream, Function<DataStream, StreamSettings> change) {
        var now = account.clock.millis();
        var found = account.find(stream, now);
        synchronized (found) {
            var changed = change.apply(found);
            if (changed.equals(found.settings())) {
                return; // no change: Terraform raises each new stream's retention to what it is
            }
            Account.checkActive(found, now);
            found.set(changed, now, account.ready(now));
        }
    }

    private void count(DataStream stream, DailyCount changes, String done) {
        var now = account.clock.millis();
        if (account.options.limits() && changes.isUsedUp(now)) {
            throw KinesisError.limit("Stream " + stream.name + " under account " + Account.ID + " can be " + done + " "
                    + Limits.ENCRYPTION_CHANGES_PER_DAY + " times in a rolling 24-hour period.");
        }
        changes.add(now);
    }

    private static void checkShortest(int hours) {
        if (hours < Limits.RETENTION_HOURS_MIN) {
            throw KinesisError.invalid("Minimum allowed retention period is " + Limits.RETENTION_HOURS_MIN
                    + " hours. Requested retention period (" + hours + " hours) is too short.");
        }
    }

    private static KinesisError otherWay(DataStream stream, int hours, String relation, int now, String use) {
        return KinesisError.invalid("Requested retention period (" + hours + " hours) for stream " + stream.name
                + " can not be " + relation + " than existing retention period (" + now + " hours). Use " + use + ".");
    }
}
