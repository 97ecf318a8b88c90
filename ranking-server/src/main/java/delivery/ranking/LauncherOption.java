package delivery.ranking;

import delivery.app.AppException;
import java.net.InetAddress;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Who has started all programs, and may be asked by the page to hurt them; this server never talks to it. */
final class LauncherOption {
    private static final Pattern ON_THIS_MACHINE = Pattern.compile("http://127\\.0\\.0\\.1:([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    @Option(
            names = "--launcher-url",
            paramLabel = "URL",
            description = "Tell the page of the launcher of a demo, at http://127.0.0.1:PORT, which hurts its programs"
                    + " for who knows its token. For loopback addresses only.")
    private String url;

    /**
     * Empty if there is none.
     *
     * @param bind where the page is served
     */
    String of(InetAddress bind) {
        if (url == null) {
            return "";
        }
        var form = ON_THIS_MACHINE.matcher(url);
        if (!form.matches() || Integer.parseInt(form.group(1)) > MAX_PORT) {
            throw AppException.usage(
                    "--launcher-url '" + url + "' is no launcher on this machine: give http://127.0.0.1:PORT");
        }
        if (!bind.isLoopbackAddress()) {
            throw AppException.usage("--launcher-url and --bind " + bind.getHostAddress()
                    + " exclude each other: nobody on another machine may hurt the programs of this one");
        }
        return url;
    }
}
