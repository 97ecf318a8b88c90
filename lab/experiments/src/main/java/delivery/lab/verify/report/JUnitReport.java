package delivery.lab.verify.report;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** As build servers read it: a test case a scenario. */
public final class JUnitReport {
    private JUnitReport() {}

    public static String of(VerifyReport report) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            write(report, xml);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void write(VerifyReport report, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", "delivery verify");
        xml.writeAttribute("tests", Integer.toString(report.outcomes().size()));
        xml.writeAttribute(
                "failures",
                Long.toString(report.count(Word.LOSS) + report.count(Word.DOUBLED) + report.count(Word.OUT_OF_ORDER)));
        xml.writeAttribute("errors", Long.toString(report.count(Word.FAILED) + report.count(Word.NOTHING_PROVED)));
        xml.writeAttribute("skipped", Long.toString(report.count(Word.LEFT_OUT)));
        xml.writeAttribute("time", seconds(report.took().toMillis()));
        xml.writeAttribute("timestamp", report.begun().toString());
        for (var outcome : report.outcomes()) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", "delivery.verify");
            xml.writeAttribute("name", outcome.scenario().name());
            xml.writeAttribute("time", seconds(outcome.cost().time().toMillis()));
            var element = element(outcome.word());
            if (element != null) {
                xml.writeStartElement(element);
                xml.writeAttribute(
                        "message",
                        plain(outcome.lines().isEmpty() ? "" : outcome.lines().get(0)));
                if (!element.equals("skipped")) {
                    xml.writeAttribute("type", outcome.word().toString());
                    xml.writeCharacters(plain(String.join("\n", outcome.lines())));
                }
                xml.writeEndElement();
            }
            if (outcome.verdict() != null) {
                xml.writeStartElement("system-out");
                xml.writeCharacters(outcome.verdict().toString());
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    /** Null: it passed. */
    private static String element(Word word) {
        return switch (word) {
            case PASSED -> null;
            case LOSS, DOUBLED, OUT_OF_ORDER -> "failure";
            case NOTHING_PROVED, FAILED -> "error";
            case LEFT_OUT -> "skipped";
        };
    }

    /** What a command has said may have characters that no XML has. */
    private static String plain(String text) {
        return text.replaceAll("[^\\n\\t\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1_000.0);
    }
}
