package delivery.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Projects outside of this build ({@code lab/strangers}) add the library, and their tests pass: beside the SDK's older
 * Netty, on the module path, in Spring Boot. They are built by a Maven of their own, whose repository is the user's but for
 * our group, which is as it would be installed.
 */
@Timeout(600)
class StrangersIT {
    private static final Path MODULE = Command.MODULE;
    private static final Path STRANGERS = MODULE.resolve("../strangers").normalize();
    private static final Path LIBRARY =
            MODULE.resolve("../../local-kinesis/target").normalize();
    private static final Path PROJECTS = MODULE.resolve("target/strangers");
    private static final Path REPOSITORY = MODULE.resolve("target/strangers-repository");
    private static final Path LOG = MODULE.resolve("target/strangers.log");
    private static final String VERSION = System.getProperty("strangers.version");

    /** Groups that a user's repository need not have yet, so that what is fetched is fetched once. */
    private static final List<String> GROUPS = List.of(
            "aopalliance", "ch", "com", "io", "jakarta", "javax", "joda-time", "net", "org", "software", "tools");

    @Test
    void theirTestsPass() throws Exception {
        copy(STRANGERS, PROJECTS);
        share(Path.of(System.getProperty("strangers.repository")));
        install();

        var command = new ArrayList<>(List.of(
                maven().toString(),
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + REPOSITORY,
                "-Dlocal-kinesis.version=" + VERSION,
                "--fail-at-end",
                "clean",
                "test"));
        var settings = Path.of(System.getProperty("strangers.settings")).normalize();
        if (Files.exists(settings)) {
            command.addAll(List.of("-s", settings.toString()));
        }
        if (Boolean.getBoolean("strangers.clients")) {
            command.add("-Pclients");
        }
        if (System.getProperty("strangers.offline").equals("offline true")) {
            command.add("-o");
        }
        var java = Map.of("JAVA_HOME", System.getProperty("java.home"));
        var build = Command.run(PROJECTS, java, command, Duration.ofMinutes(9));
        Files.writeString(LOG, build.output());
        assertThat(build.exitCode()).as(() -> tail(build.output())).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "boot-3", "micronaut"})
    void theExamplesOfTheDocumentationAreTheirs(String project) throws IOException {
        var source = Files.readString(STRANGERS.resolve(project).resolve("src/test/java/shop/OrdersTest.java"));
        var example = source.substring(
                source.indexOf("// tag::example\n") + "// tag::example\n".length(), source.indexOf("// end::example"));
        assertThat(MODULE.resolve("../../docs/local-kinesis.md")).content().contains(example.stripTrailing());
    }

    private static Path maven() {
        var windows = System.getProperty("os.name").startsWith("Windows");
        return Path.of(System.getProperty("strangers.maven"), "bin", windows ? "mvn.cmd" : "mvn");
    }

    /** All that the user's repository has, and what comes to it, but for the group of this build. */
    private static void share(Path users) throws IOException {
        Files.createDirectories(REPOSITORY);
        for (var group : GROUPS) {
            Files.createDirectories(users.resolve(group));
        }
        try (var groups = Files.list(users)) {
            for (var group : groups.filter(Files::isDirectory).toList()) {
                var shared = REPOSITORY.resolve(group.getFileName());
                if (!Files.exists(shared) && !group.endsWith("delivery")) {
                    Files.createSymbolicLink(shared, group);
                }
            }
        } catch (FileSystemException | UnsupportedOperationException e) {
            assumeTrue(false, "this machine's user may make no symbolic links: " + e.getMessage());
        }
    }

    /** What {@code mvn install} does. */
    private static void install() throws IOException {
        var folder = Files.createDirectories(
                REPOSITORY.resolve("delivery").resolve("local-kinesis").resolve(VERSION));
        var name = "local-kinesis-" + VERSION;
        Files.copy(LIBRARY.resolve(name + ".jar"), folder.resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                LIBRARY.resolve("library-pom.xml"), folder.resolve(name + ".pom"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String tail(String log) {
        return log.lines().skip(Math.max(0, log.lines().count() - 100)).collect(Collectors.joining("\n"));
    }
}
