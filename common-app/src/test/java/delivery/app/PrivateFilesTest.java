package delivery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFilesTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("token"), " secret\n");
        permit(file, "rw-------");
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void aSecretOfItsOwnerAloneIsRead(String permissions) throws IOException {
        permit(file, permissions);
        assertThat(PrivateFiles.secret("--token-file", file)).isEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
    void aSecretThatOthersMayReadOrWriteIsRefused(String permissions) throws IOException {
        permit(file, permissions);
        var link = Files.createSymbolicLink(folder.resolve("link"), file);
        for (var path : new Path[] {file, link}) {
            assertRefused(path, permissions, "chmod 600");
        }
    }

    @Test
    void aLinkToASecretOfItsOwnerAloneWillDo() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(PrivateFiles.secret("--token-file", link)).isEqualTo("secret");
    }

    @Test
    void whatIsNoSecretIsRefused() throws IOException {
        assertRefused(folder.resolve("missing"), "cannot be read (there is no such file)");
        permit(folder, "rwx------");
        assertRefused(folder, "cannot be read");
        Files.writeString(file, " \n");
        assertRefused(file, "is empty");
        Files.write(file, new byte[5_000]);
        assertRefused(file, "more than 4096 bytes");
        Files.write(file, new byte[] {(byte) 0xff});
        assertRefused(file, "cannot be read");
    }

    private static void assertRefused(Path file, String... words) {
        assertThatThrownBy(() -> PrivateFiles.secret("--token-file", file))
                .isInstanceOfSatisfying(AppException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
                    assertThat(e.getMessage())
                            .startsWith("--token-file " + file)
                            .contains(words)
                            .doesNotContain("Exception");
                });
    }

    @Test
    void aFolderIsOursIfNobodyElseMayWriteToIt() throws IOException {
        permit(folder, "rwxr-xr-x");
        assertThat(PrivateFiles.faultOfFolder(folder)).isNull();
        permit(folder, "rwxrwxr-x");
        assertThat(PrivateFiles.faultOfFolder(folder)).contains("chmod 700");
        assertThat(PrivateFiles.faultOfPermissions(folder)).contains("chmod 700");
    }

    @Test
    void whatRootOwnsIsNotOursUnlessWeAreRoot() throws IOException {
        var isRoot = PrivateFiles.isOurs(Path.of("/"));
        assertThat(PrivateFiles.isOurs(folder)).isTrue();
        assertThat(isRoot).isEqualTo("root".equals(System.getProperty("user.name")));
    }
}
