package delivery.app.program;

import delivery.app.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A program to be looked at while it ends. */
@Command(name = "ending")
public final class Ending extends App {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ending");

    @Parameters(index = "0")
    private String how;

    @Parameters(index = "1")
    private Path folder;

    public static void main(String[] args) {
        App.main(new Ending(), args);
    }

    @Override
    public void run() {
        switch (how) {
            case "heap" -> loop(Ending::fillTheHeap);
            case "native-thread" ->
                loop(() -> {
                    // What the JVM throws when the system gives no more threads.
                    throw new OutOfMemoryError("unable to create native thread: possibly out of memory");
                });
            case "stack" -> loop(() -> depth(0));
            case "missing-class" ->
                loop(() -> {
                    throw new NoClassDefFoundError("delivery/Gone");
                });
            case "wrapped" ->
                loop(() -> {
                    try {
                        fillTheHeap();
                    } catch (OutOfMemoryError e) {
                        throw new IllegalStateException("the call failed", e);
                    }
                });
            case "library" ->
                loop(() -> {
                    try {
                        fillTheHeap();
                    } catch (OutOfMemoryError e) {
                        LoggerFactory.getLogger("org.example.Pool").warn("a task failed: {}", "serve", e);
                    }
                    hang();
                });
            case "main" -> fillTheHeap();
            case "bug" ->
                loop(() -> {
                    throw new IllegalStateException("a bug");
                });
            case "bug-then-hang" -> {
                say(how);
                loop(() -> {
                    throw new IllegalStateException("a bug");
                });
                hang();
            }
            case "hang" -> {
                say(how);
                hang();
            }
            case "full-pipes" -> {
                for (var i = 0; i < 10_000; i++) {
                    LOG.info("line {} of more than a pipe holds, and of more than is kept for a reader to come", i);
                    announce("line " + i + " of a server that says where it listens");
                }
                say(how);
            }
            case "full-data" -> {
                say(how);
                for (var i = 0; i < 10_000; i++) {
                    System.out.println("line " + i + " of data, of which none may be missing");
                }
            }
            default -> throw new IllegalArgumentException(how);
        }
        stopSignal().awaitStop();
    }

    private static void loop(Runnable body) {
        Threads.make("loop", body).start();
    }

    private static void fillTheHeap() {
        List<byte[]> all = new ArrayList<>();
        while (!all.contains(null)) {
            all.add(new byte[100_000]);
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int depth(int n) {
        return depth(n + 1) + 1;
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String name) {
        try {
            Files.createFile(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
