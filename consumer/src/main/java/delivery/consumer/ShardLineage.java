package delivery.consumer;

import delivery.kinesis.Shard;
import delivery.protocol.Message.ShardIdentity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Which shards are read here and why, what is known of their parents, and who waits for whom. Computes: it asks nobody,
 * and is told how the clock of what has elapsed stands. Thread-safe; what a member learns is its own thread's.
 */
final class ShardLineage {
    private final Map<String, Member> members = new HashMap<>();

    /**
     * These are read here from now on, all at once: one that fails at once must not take itself for the only one.
     *
     * @param all that the stream lists, with which parents it still has; more of them may be there
     * @return those that were not read before
     */
    synchronized List<Member> add(Collection<Shard> shards, ShardRole role, List<Shard> all) {
        var added = shards.stream()
                .filter(shard -> !members.containsKey(shard.shardId()))
                .map(shard -> new Member(shard, role, all))
                .toList();
        added.forEach(member -> members.put(member.shardId(), member));
        return added;
    }

    /** Whether there is one that can be read, now or when those that it waits for have been. */
    synchronized boolean canAnyBeRead() {
        return members.values().stream().anyMatch(member -> !member.failed && !waitsForFailed(member));
    }

    private boolean waitsForFailed(Member member) {
        return member.waitsFor.stream().map(members::get).anyMatch(parent -> parent != null && parent.failed);
    }

    private synchronized List<String> unread(List<String> shardIds) {
        return shardIds.stream().filter(id -> !members.containsKey(id)).toList();
    }

    private synchronized void remove(Member member) {
        members.remove(member.shardId(), member);
    }

    /** One shard that is read here. */
    final class Member {
        private final Shard shard;
        private ShardRole role;
        /** Parents of which it is not yet known whether the stream still has them. */
        private final Queue<String> unlistedParents;

        private final List<String> expiredParents = new ArrayList<>();
        /** Since it was last well; null if it has not had to wait. */
        private @Nullable Duration waitingSince;

        private volatile List<String> waitsFor = List.of();
        private volatile boolean failed;

        private Member(Shard shard, ShardRole role, List<Shard> all) {
            this.shard = shard;
            this.role = role;
            unlistedParents = new ArrayDeque<>(shard.parents());
            all.forEach(listed -> unlistedParents.remove(listed.shardId()));
        }

        String shardId() {
            return shard.shardId();
        }

        ShardRole role() {
            return role;
        }

        /** A shard is taken over once: whoever took it from us keeps it. */
        boolean mayTakeOver() {
            return role == ShardRole.ASKED && !failed;
        }

        /**
         * A parent that the list of shards does not have. The list may be behind, or short, and whoever took a parent for
         * expired that is not would lose what is in it: the stream is to be asked for it.
         */
        Optional<String> doubtfulParent() {
            return Optional.ofNullable(unlistedParents.peek());
        }

        /** What the stream says of the {@link #doubtfulParent}. */
        void parentIsThere(boolean isThere) {
            var parent = unlistedParents.remove();
            if (!isThere) {
                expiredParents.add(parent);
            }
        }

        /** As the server wants to know it. */
        ShardIdentity identity() {
            return new ShardIdentity(
                    shardId(),
                    shard.parents().stream()
                            .filter(parent -> !expiredParents.contains(parent))
                            .toList(),
                    shard.startingHashKey().toString(),
                    shard.endingHashKey().toString(),
                    expiredParents);
        }

        /**
         * It has to wait until these, its parents, have been read to their end.
         *
         * @return those to be read here from now on: a shard whose parents nobody reads would wait for ever. None as long
         *     as somebody else may yet do it
         */
        List<String> waitsFor(List<String> parents, Duration now) {
            waitsFor = List.copyOf(parents);
            waitingSince = waitingSince == null ? now : waitingSince;
            return now.minus(waitingSince).compareTo(role.untilParents()) >= 0 ? unread(parents) : List.of();
        }

        /** It waits for nobody any more. */
        void welcomed() {
            waitsFor = List.of();
        }

        /** All is well. */
        void applied() {
            waitingSince = null;
            failed = false;
        }

        /** It cannot be read at present. False if it was the last that could be. */
        boolean failed() {
            failed = true;
            return canAnyBeRead();
        }

        /** Somebody else has it, and it is stood by for. */
        void lost() {
            role = ShardRole.FOLLOWED;
        }

        void handedOver() {
            role = ShardRole.RETURNED;
        }

        /** It is not read here any more; it may be begun with anew. */
        void left() {
            remove(this);
        }

        /** Those of the list that go on where it ended; a list may be behind, and have none. */
        List<Shard> children(List<Shard> all) {
            return all.stream()
                    .filter(each -> each.parents().contains(shardId()))
                    .toList();
        }
    }
}
