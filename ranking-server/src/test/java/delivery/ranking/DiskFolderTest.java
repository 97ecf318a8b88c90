package delivery.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            assertThat(e.getMessage()).contains("can be written to by anyone");
        });
        assertThat(permissions(shared)).isEqualTo("rwxrwxrwx");
        assertThat(shared).isEmptyDirectory();
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
