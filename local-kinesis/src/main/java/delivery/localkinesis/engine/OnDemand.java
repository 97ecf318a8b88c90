package delivery.localkinesis.engine;

import delivery.localkinesis.api.BillingCommitment;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.UniformScaling;
import java.time.Instant;

/** Gives on-demand streams the shards that their load needs, and those that are to be kept warm. */
public final class OnDemand {
    private final Account account;
    private volatile BillingCommitment commitment = BillingCommitment.NONE;

    OnDemand(Account account) {
        this.account = account;
    }

    /** What UpdateStreamWarmThroughput answers; in MiB a second. */
    public record WarmThroughput(String stream, String arn, int target, int current) {}

    /** Whether the account pays for a minimum of throughput, which warm throughput needs. */
    public BillingCommitment commitment() {
        return commitment.at(now());
    }

    /** Takes effect at once, but for an end that comes too early. */
    public BillingCommitment commit(boolean enabled) {
        commitment = enabled ? commitment.enabled(now()) : commitment.disabled(now());
        return commitment;
    }

    private Instant now() {
        return account.clock.instantAt(account.clock.millis());
    }

    /** A stream is not scaled below that; 0: as its load has it. */
    public WarmThroughput updateWarmThroughput(String stream, int mibPerSecond) {
        var now = account.clock.millis();
        var found = account.find(stream, now);
        synchronized (found) {
            if (found.settings().mode() != StreamMode.ON_DEMAND) {
                throw new KinesisError(
                        KinesisError.Type.ValidationException,
                        "UpdateStreamWarmThroughput is not supported for stream " + found.name + " under account "
                                + Account.ID + ": it is not in the on-demand capacity mode.");
            }
            if (mibPerSecond > Limits.WARM_MIB) {
                throw KinesisError.limit("Stream " + found.name + " under account " + Account.ID
                        + " cannot be kept warm for more than " + Limits.WARM_MIB + " MiB a second.");
            }
            Account.checkActive(found, now);
            var current = found.shards().openCount();
            account.checkShardLimit(Math.max(0, mibPerSecond - current), now);
            found.set(found.settings().withWarmMib(mibPerSecond), now, account.ready(now));
            scale(found, now);
            return new WarmThroughput(found.name, found.arn, mibPerSecond, current);
        }
    }

    /** Scales it if a minute has ended that makes it necessary. */
    void attend(DataStream stream, long now) {
        if (stream.settings().mode() != StreamMode.ON_DEMAND || !stream.load.isNews(now)) {
            return;
        }
        synchronized (stream) {
            if (stream.status(now) == StreamStatus.ACTIVE) {
                scale(stream, now);
            }
        }
    }

    private void scale(DataStream stream, long now) {
        var open = stream.shards().openCount();
        var needed = Math.max(stream.settings().warmMib(), stream.load.shards(now));
        var target = Math.min(needed, open + Math.max(0, Limits.SHARDS - account.openShards(now)));
        if (target != open) {
            stream.reshape(
                    now,
                    account.ready(now),
                    change -> UniformScaling.scale(change, stream.shards().open(), target));
        }
    }
}
