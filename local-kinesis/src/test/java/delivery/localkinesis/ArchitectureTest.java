package delivery.localkinesis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "delivery.localkinesis", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final int MOST_FILES = 24; // and package-info.java

    /** Each knows those that come after it only. */
    private static final List<String> DOWNWARDS = Stream.of(
                    "", ".http", ".operations", ".scenario", ".fault", ".engine", ".shard", ".api", ".quota")
            .map("delivery.localkinesis"::concat)
            .toList();

    @ArchTest
    static void noPackageKnowsOneAboveIt(JavaClasses classes) {
        for (int i = 1; i < DOWNWARDS.size(); i++) {
            noClasses()
                    .that()
                    .resideInAPackage(DOWNWARDS.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(DOWNWARDS.subList(0, i).toArray(String[]::new))
                    .check(classes);
        }
    }

    @ArchTest
    static void everyPackageHasItsPlaceAndIsNoDrawer(JavaClasses classes) {
        Map<String, Long> files = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(one -> !one.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getPackageName, counting()));
        assertThat(files.keySet()).containsExactlyInAnyOrderElementsOf(DOWNWARDS);
        assertThat(files.values()).allMatch(count -> count <= MOST_FILES);
    }

    @ArchTest
    static final ArchRule ONLY_HTTP_KNOWS_NETTY = noClasses()
            .that()
            .resideOutsideOfPackage("..http")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule THE_SERVICE_KNOWS_NO_WIRE = noClasses()
            .that()
            .resideInAnyPackage("..fault", "..engine", "..shard", "..api", "..quota")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..", "software.amazon..");
}
