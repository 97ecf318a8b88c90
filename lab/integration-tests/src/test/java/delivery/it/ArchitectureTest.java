package delivery.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom. What is compiled says who does; in which module a package is, only the folders say. */
class ArchitectureTest {
    private static final int MOST_FILES = 25;
    private static final int MOST_LINES = 300;
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final String[] LAB = {"delivery.lab..", "delivery.simulation..", "delivery.bench..", "delivery.it.."
    };
    private static final List<String> PROGRAMS =
            List.of("admin", "consumer", "drivers", "fleet", "localkinesis", "orders", "ranking");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("/test-classes/"))
            // What others wrote, under names of ours.
            .withImportOption(location -> !location.contains("delivery/localkinesis/inside/"))
            .importPackages("delivery");

    @Test
    void arrowsBetweenPackagesRunOneWay() {
        slices().matching("delivery.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void programsDoNotKnowOneAnother(String program) {
        var others = PROGRAMS.stream()
                .filter(other -> !other.equals(program))
                .map(other -> "delivery." + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("delivery." + program + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    private static List<String> programs() {
        return PROGRAMS;
    }

    @Test
    void nothingOutsideTheLabKnowsTheLab() {
        noClasses()
                .that()
                .resideOutsideOfPackages(LAB)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LAB)
                .check(CLASSES);
    }

    @Test
    void theRankingServerHasNoAws() throws IOException {
        noClasses()
                .that()
                .resideInAPackage("delivery.ranking..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "delivery.kinesis..")
                .check(CLASSES);
        for (var module : List.of("common-app", "common-model", "ranking-server")) {
            assertThat(Files.readString(ROOT.resolve(module).resolve("pom.xml")))
                    .doesNotContain("software.amazon", "common-kinesis");
        }
    }

    /** What is counted, who was seen, and what the city is like: figures and rules alone. */
    @ParameterizedTest
    @ValueSource(strings = {"state", "identity", "city"})
    void theStateKnowsNoFilesNoSocketsNoJsonNoWeb(String part) {
        noClasses()
                .that()
                .resideInAPackage("delivery.ranking." + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.fasterxml..",
                        "delivery.ranking.letters..",
                        "delivery.ranking.loop..",
                        "delivery.ranking.socket..",
                        "delivery.ranking.web..",
                        "io.javalin..",
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("delivery.protocol.MessageChannel")
                .check(CLASSES);
    }

    @Test
    void onlyTheSdkPackageAndThatOfTheKclKnowTheSdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage("delivery.kinesis.aws..")
                .and()
                .resideOutsideOfPackages(LAB)
                .and()
                .resideOutsideOfPackage("delivery.localkinesis..")
                .and()
                .resideOutsideOfPackage("delivery.fleet.kcl..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(CLASSES);
    }

    @Test
    void noPackageIsTooLargeToKnow() {
        var files = new TreeMap<String, Long>();
        mainPackages()
                .forEach((module, packages) -> packages.forEach(each -> files.merge(
                        each,
                        filesOf(ROOT.resolve(module).resolve("src/main/java").resolve(each.replace('.', '/'))),
                        Long::sum)));
        assertThat(files).isNotEmpty();
        assertThat(files.entrySet().stream().filter(each -> each.getValue() > MOST_FILES))
                .isEmpty();
    }

    @Test
    void noFileIsTooLongToRead() {
        assertThat(modules().stream()
                        .flatMap(module -> javaFiles(ROOT.resolve(module).resolve("src/main/java")).stream())
                        .filter(file -> read(file).lines().count() > MOST_LINES))
                .isEmpty();
    }

    @Test
    void noPackageIsDeclaredByTwoModules() {
        var modules = new TreeMap<String, Set<String>>();
        mainPackages()
                .forEach((module, packages) -> packages.forEach(each ->
                        modules.computeIfAbsent(each, p -> new TreeSet<>()).add(module)));
        assertThat(modules).isNotEmpty();
        assertThat(modules.entrySet().stream().filter(each -> each.getValue().size() > 1))
                .isEmpty();
    }

    /** So that who is told a name finds one class. Of main sources; a nested class is said with the one around it. */
    @Test
    void oneNameIsOneClass() {
        var names = modules().stream()
                .flatMap(module -> classes(ROOT.resolve(module).resolve("src/main/java")).stream())
                // One of each program: by this name java -jar and the docs know them all.
                .filter(name -> !name.equals("Main"))
                .toList();
        assertThat(names).isNotEmpty().doesNotHaveDuplicates();
    }

    /** As an Automatic-Module-Name. */
    @Test
    void everyModuleHasANameOfItsOwn() {
        var names = modules().stream()
                .map(module -> read(ROOT.resolve(module).resolve("pom.xml")))
                .map(pom -> pom.replaceAll("(?s).*<module.name>(.*)</module.name>.*", "$1"))
                .toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.startsWith("delivery."));
    }

    @Test
    void whereToChangeWhatNamesClassesThatAreThere() {
        var guide = read(ROOT.resolve("CONTRIBUTING.md")).replaceAll("(?s).*## Where do I change(.*?)## .*", "$1");
        var named = Pattern.compile("`([A-Z]\\w+)`")
                .matcher(guide)
                .results()
                .map(each -> each.group(1))
                .toList();
        assertThat(named).isNotEmpty();
        assertThat(modules().stream()
                        .flatMap(module -> classes(ROOT.resolve(module).resolve("src")).stream()))
                .containsAll(named);
    }

    private static List<String> classes(Path sources) {
        return javaFiles(sources).stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .toList();
    }

    private static List<Path> javaFiles(Path sources) {
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (var files = Files.walk(sources)) {
            return files.filter(ArchitectureTest::isJava).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Set<String>> mainPackages() {
        return modules().stream().collect(Collectors.toMap(module -> module, module -> packages(ROOT.resolve(module))));
    }

    private static List<String> modules() {
        var pom = read(ROOT.resolve("pom.xml"));
        return pom.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("<module>"))
                .map(line -> line.replaceAll("</?module>", ""))
                .toList();
    }

    private static Set<String> packages(Path module) {
        var sources = module.resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return Set.of();
        }
        try (var files = Files.walk(sources)) {
            return files.filter(ArchitectureTest::isJava)
                    .map(file -> sources.relativize(file.getParent())
                            .toString()
                            .replace(file.getFileSystem().getSeparator(), "."))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long filesOf(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(ArchitectureTest::isJava).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isJava(Path file) {
        var name = file.getFileName().toString();
        return name.endsWith(".java") && !name.equals("package-info.java");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
