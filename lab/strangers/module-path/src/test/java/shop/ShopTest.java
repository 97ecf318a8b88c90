package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.LocalKinesisTest;
import delivery.localkinesis.engine.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@LocalKinesisTest(streams = "orders:1")
class ShopTest {
    @Test
    void anOrderIsOnTheStream(LocalKinesis kinesis, Engine engine) {
        assertTrue(LocalKinesis.class.getModule().isNamed());
        Shop.placeAnOrder(kinesis);
        assertEquals(1, engine.totals().records());
    }

    @Test
    void theProgramRunsWithoutAClassPath() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var path = System.getProperty("jdk.module.path");
        var program = new ProcessBuilder(java, "-p", path, "-m", "shop/shop.Shop")
                .redirectErrorStream(true)
                .start();
        var said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(program.waitFor(60, TimeUnit.SECONDS), said);
        assertTrue(said.contains("it answers 200"), said);
    }
}
