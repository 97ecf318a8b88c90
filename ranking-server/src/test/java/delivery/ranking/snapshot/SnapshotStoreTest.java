package delivery.ranking.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.ranking.snapshot.LossyFolder.Crash;
import delivery.ranking.snapshot.LossyFolder.Step;
import delivery.ranking.state.Effort;
import delivery.ranking.state.Snapshot;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStoreTest {
    private static final int SEEDS = Effort.cases(100);

    private final LossyFolder folder = new LossyFolder();
    private final SnapshotStore store = new SnapshotStore(folder);

    @Test
    void anEmptyFolderIsTheBeginning() {
        assertThat(store.load()).isSameAs(Snapshot.EMPTY);
        assertThat(store.nextNumber()).isOne();
    }

    @Test
    void theNewestIsLoadedAndThreeAreKept() throws IOException {
        for (var created = 1; created <= 5; created++) {
            store.write(Snapshots.ofOrders(created));
        }
        assertThat(folder.names())
                .containsExactly("snapshot-0000000003.bin", "snapshot-0000000004.bin", "snapshot-0000000005.bin");
        assertThat(created(folder)).isEqualTo(5);
        assertThat(new SnapshotStore(folder).nextNumber()).isEqualTo(6);
    }

    @Test
    void whatWasWrittenIsOnDiskWhenWriteReturns() throws IOException {
        store.write(Snapshots.ofOrders(3));
        for (var seed = 0; seed < SEEDS; seed++) {
            assertThat(created(folder.afterCrash(new Random(seed)))).isEqualTo(3);
        }
    }

    @Test
    void aDamagedOneIsPassedOver() throws IOException {
        store.write(Snapshots.ofOrders(1));
        store.write(Snapshots.ofOrders(2));
        store.write(Snapshots.ofOrders(3));
        folder.put("snapshot-0000000003.bin", new byte[] {1, 2, 3});
        assertThat(created(folder)).isEqualTo(2);
        folder.put("snapshot-0000000002.bin", new byte[0]);
        assertThat(created(folder)).isOne();
        assertThat(new SnapshotStore(folder).nextNumber())
                .as("a number that was taken is not given again")
                .isEqualTo(4);
    }

    @Test
    void ifNoneCanBeReadThatIsSaidAndNothingIsCountedAnew() {
        folder.put("snapshot-0000000007.bin", new byte[100]);
        folder.put("snapshot-0000000006.bin", new byte[0]);
        assertThatThrownBy(() -> new SnapshotStore(folder).load()).isInstanceOfSatisfying(AppException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(e.getMessage())
                    .contains("--state-dir memory: no snapshot can be read (snapshot-0000000007.bin: it does not begin")
                    .doesNotContain("\n");
        });
    }

    @Test
    void otherFilesAreNoSnapshots() {
        folder.put("lock", new byte[0]);
        folder.put("snapshot-1.bin", new byte[0]);
        folder.put("snapshot-0000000001.bin.bak", new byte[0]);
        folder.put("snapshot.tmp", new byte[0]);
        assertThat(new SnapshotStore(folder).load()).isSameAs(Snapshot.EMPTY);
    }

    /** T07, T10: after a crash anywhere the state is the one before or the one that was being written. */
    @ParameterizedTest
    @CsvSource({
        "CREATE, false",
        "CREATE, true",
        "WRITE, false",
        "WRITE, true",
        "FORCE_FILE, false",
        "FORCE_FILE, true",
        "RENAME, false",
        "RENAME, true",
        "FORCE_FOLDER, false",
        "FORCE_FOLDER, true",
        "DELETE, false",
        "DELETE, true"
    })
    void aCrashAtAnyPointLeavesAUsableFolder(Step step, boolean after) throws IOException {
        for (var seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var disk = new LossyFolder();
            var server = new SnapshotStore(disk);
            for (var created = 1; created <= 3; created++) {
                server.write(Snapshots.ofOrders(created));
            }
            disk.crashAt(step, after);
            var state = Snapshots.ofOrders(4 + random.nextInt(20));
            var before = server.nextNumber();
            assertThatThrownBy(() -> server.write(state)).isInstanceOf(Crash.class);

            var found = disk.afterCrash(random);
            var isWritten = step == Step.DELETE || step == Step.FORCE_FOLDER && after;
            var written = state.ranking().totals().created();
            assertThat(created(found)).isIn(isWritten ? new Long[] {written} : new Long[] {3L, written});
            var next = new SnapshotStore(found);
            assertThat(next.nextNumber()).isGreaterThanOrEqualTo(isWritten ? before + 1 : before);
            next.write(Snapshots.ofOrders(99));
            assertThat(created(found)).isEqualTo(99);
            assertThat(found.names()).hasSize(SnapshotStore.KEPT);
        }
    }

    /** T09. */
    @ParameterizedTest
    @EnumSource(Step.class)
    void aFailureLeavesWhatWasThereAndTheNextOneSucceeds(Step step) throws IOException {
        for (var created = 1; created <= 3; created++) {
            store.write(Snapshots.ofOrders(created));
        }
        folder.failAt(step);
        assertThatThrownBy(() -> store.write(Snapshots.ofOrders(4))).isInstanceOf(IOException.class);
        assertThat(created(folder)).isGreaterThanOrEqualTo(3);
        assertThatThrownBy(() -> store.write(Snapshots.ofOrders(5))).isInstanceOf(IOException.class);
        folder.failAt(null);
        store.write(Snapshots.ofOrders(6));
        assertThat(created(folder)).isEqualTo(6);
        assertThat(folder.names()).hasSize(SnapshotStore.KEPT);
        for (var seed = 0; seed < SEEDS; seed++) {
            assertThat(created(folder.afterCrash(new Random(seed)))).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whatACrashLeftUnfinishedIsRemoved(int orders) throws IOException {
        folder.put("snapshot.tmp", new byte[10]);
        store.write(Snapshots.ofOrders(orders));
        assertThat(folder.names()).containsExactly("snapshot-0000000001.bin");
    }

    private static long created(SnapshotFolder folder) {
        return new SnapshotStore(folder).load().ranking().totals().created();
    }
}
