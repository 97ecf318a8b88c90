package delivery.ranking.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.ranking.snapshot.SnapshotStore;
import delivery.ranking.snapshot.Snapshots;
import delivery.ranking.state.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskFolderTest {
    @TempDir
    private Path parent;

    @Test
    void whatIsWrittenIsReadAgainByTheNextServer() throws IOException {
        try (var folder = DiskFolder.open(parent.resolve("a/b"))) {
            new SnapshotStore(folder).write(Snapshots.ofOrders(3));
            new SnapshotStore(folder).write(Snapshots.ofOrders(4));
        }
        try (var folder = DiskFolder.open(parent.resolve("a/b"))) {
            assertThat(folder.names())
                    .containsExactlyInAnyOrder("lock", "snapshot-0000000001.bin", "snapshot-0000000002.bin");
            assertThat(new SnapshotStore(folder).load().ranking().totals().created())
                    .isEqualTo(4);
        }
    }

    @Test
    void nobodyElseMayLookInside() throws IOException {
        try (var folder = DiskFolder.open(parent.resolve("state"))) {
            new SnapshotStore(folder).write(Snapshot.EMPTY);
            assertThat(permissions(parent.resolve("state"))).isEqualTo("rwx------");
            for (var name : folder.names()) {
                assertThat(permissions(parent.resolve("state").resolve(name)))
                        .as(name)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aFolderThatAnyoneCanWriteToIsRefusedAndLeftAsItIs() throws IOException {
        var shared = Files.createDirectory(parent.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> DiskFolder.open(shared)).isInstanceOfSatisfying(AppException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(e.getMessage()).contains("can be written to by others than its owner");
        });
        assertThat(permissions(shared)).isEqualTo("rwxrwxrwx");
        assertThat(shared).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx-w----", "rwxr-x-w-"})
    void aFolderThatOthersThanTheOwnerMayWriteToIsRefused(String permissions) throws IOException {
        var shared = Files.createDirectory(parent.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString(permissions));
        assertUsage(shared, "written to by others than its owner", "chmod 700");
        assertThat(shared).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", "dead-letters.ndjson", "snapshot.tmp", "snapshot-0000000001.bin"})
    void aSymbolicLinkInItIsRefusedAndNotFollowed(String name) throws IOException {
        var state = Files.createDirectory(parent.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        var other = Files.writeString(parent.resolve("other"), "mine");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(state.resolve(name), other);
        assertUsage(state, name, "symbolic link", "remove it");
        assertThat(other).hasContent("mine");
        assertThat(permissions(other)).isEqualTo("rw-r--r--");
    }

    @Test
    void aFolderMayBeReachedByALink() throws IOException {
        var link = parent.resolve("link");
        Files.createSymbolicLink(link, Files.createDirectory(parent.resolve("state")));
        Files.setPosixFilePermissions(link, PosixFilePermissions.fromString("rwx------"));
        try (var folder = DiskFolder.open(link)) {
            assertThat(folder.place()).isZero();
        }
    }

    private static void assertUsage(Path folder, String... words) {
        assertThatThrownBy(() -> DiskFolder.open(folder)).isInstanceOfSatisfying(AppException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(e.getMessage()).contains(words);
        });
    }

    @Test
    void aLockThatWasRemovedIsTakenAgainAndHolds() throws IOException {
        try (var folder = DiskFolder.open(parent)) {
            Files.delete(parent.resolve("lock"));
            assertThat(folder.place()).isOne();
            assertThat(folder.place()).isOne();
            assertThatThrownBy(() -> DiskFolder.open(parent)).hasMessageContaining("another ranking server");
        }
    }

    @Test
    void anotherServerInOurFolderEndsUs() throws IOException {
        try (var folder = DiskFolder.open(parent)) {
            Files.delete(parent.resolve("lock"));
            try (var other = DiskFolder.open(parent)) {
                assertThatThrownBy(folder::place).isInstanceOfSatisfying(AppException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
                    assertThat(e.getMessage()).contains(folder.toString(), "another ranking server has it now");
                });
                assertThat(other.place()).isZero();
            }
        }
    }

    @Test
    void aFolderThatIsGoneIsAFailureUntilThereIsOneAgain() throws IOException {
        var state = parent.resolve("state");
        var away = parent.resolve("away");
        try (var folder = DiskFolder.open(state)) {
            var store = new SnapshotStore(folder);
            store.write(Snapshots.ofOrders(3));
            Files.move(state, away);
            assertThatThrownBy(store::isNewestThere)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("make it again");
            assertThat(state).doesNotExist();
            Files.createDirectory(state);
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwx---"));
            assertThatThrownBy(store::isNewestThere)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("chmod 700");
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
            assertThat(store.isNewestThere()).isFalse();
            store.write(Snapshots.ofOrders(4));
            assertThat(store.isNewestThere()).isTrue();
            assertThat(folder.names()).containsExactlyInAnyOrder("lock", "snapshot-0000000002.bin");
            DiskFolder.open(away).close();
        }
    }

    @Test
    void theFolderMovedAwayAndBackIsTheOneThatItWas() throws IOException {
        var state = parent.resolve("state");
        try (var folder = DiskFolder.open(state)) {
            Files.move(state, parent.resolve("away"));
            assertThatThrownBy(folder::place).isInstanceOf(IOException.class);
            Files.move(parent.resolve("away"), state);
            assertThat(folder.place()).isZero();
        }
    }

    @Test
    void ifOthersSnapshotsAreThereNothingIsWrittenOverThem() throws IOException {
        var state = parent.resolve("state");
        try (var folder = DiskFolder.open(state)) {
            var store = new SnapshotStore(folder);
            store.write(Snapshots.ofOrders(3));
            Files.delete(state.resolve("lock"));
            try (var other = DiskFolder.open(state)) {
                new SnapshotStore(other).write(Snapshots.ofOrders(9));
            }
            assertThatThrownBy(store::isNewestThere).isInstanceOfSatisfying(AppException.class, e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(e.getMessage())
                        .contains("snapshots of another (snapshot-0000000002.bin)", "start the server again");
            });
        }
    }

    @Test
    void aCopyOfOurOwnFolderIsGoneOnWith() throws IOException {
        var state = parent.resolve("state");
        try (var folder = DiskFolder.open(state)) {
            var store = new SnapshotStore(folder);
            store.write(Snapshots.ofOrders(3));
            var away = Files.move(state, parent.resolve("away"));
            Files.createDirectory(
                    state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.copy(away.resolve("snapshot-0000000001.bin"), state.resolve("snapshot-0000000001.bin"));
            assertThat(store.isNewestThere()).isTrue();
            assertThat(folder.place()).isOne();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** T39. */
    @Test
    void aSecondServerOnTheSameFolderIsRefused() {
        try (var first = DiskFolder.open(parent)) {
            assertThatThrownBy(() -> DiskFolder.open(parent)).isInstanceOfSatisfying(AppException.class, e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(e.getMessage()).contains(first.toString(), "another ranking server", "stop that one");
            });
        }
        DiskFolder.open(parent).close();
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        var file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> DiskFolder.open(file))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }
}
