package delivery.admin.audit;

import delivery.app.PrivateFiles;
import delivery.app.tls.ServerTrust;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which ranking server, and what it asks for. */
final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "The ranking server's web port (default: 127.0.0.1:8080).")
    private String server = "127.0.0.1:8080";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the ranking server's token, if it asks for one, its owner's alone: chmod 600.")
    private Path tokenFile;

    @Option(
            names = "--server-ca",
            paramLabel = "FILE|system",
            description =
                    "Speak TLS with the ranking server, whose certificate one in this PEM file vouches for; system:"
                            + " one that this machine trusts (default: no TLS).")
    private String serverCa;

    String server() {
        return server;
    }

    /** @throws delivery.app.AppException if a flag is malformed */
    RankingApi open() {
        return RankingApi.of(
                server,
                tokenFile == null ? "" : PrivateFiles.secret("--token-file", tokenFile),
                serverCa == null ? null : ServerTrust.of(serverCa));
    }
}
