package io.epochly.host.internal.bench.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.epochly.host.internal.bench.Figure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The picture of where a start's time goes. */
class PhaseChartTest {
  private static final List<Phases> STARTS =
      List.of(
          new Phases("GraalPy", List.of(100.0, 600.0, 200.0, 100.0)),
          new Phases("epochly-host", List.of(50.0, 250.0, 150.0, 50.0)));

  @Test
  void barsAreAsLongAsTheirPhasesAndStandBesideEachOther() throws Exception {
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    new PhaseChart(STARTS).svg().getBytes(StandardCharsets.UTF_8)));
    NodeList rects = svg.getElementsByTagName("rect");
    assertThat(rects.getLength()).isEqualTo(12);
    double scale = number(rects, 0, "width") / 100.0;
    double end = number(rects, 0, "x");
    for (int i = 0; i < 4; i++) {
      assertThat(number(rects, i, "x")).isCloseTo(end, within(0.2));
      end += number(rects, i, "width");
    }
    assertThat(number(rects, 5, "width")).isCloseTo(250 * scale, within(0.2));
    assertThat(svg.getDocumentElement().getTextContent()).contains("1000 ms", "500 ms");
  }

  @Test
  void thePageHoldsThePictureAndTheTable() {
    assertThat(
            new StartReport(List.of(new Figure("hello", "hello_ms", 12, "ms", "")), STARTS).page())
        .contains("<svg", "hello   ", "until the script's first line");
  }

  private static double number(NodeList rects, int index, String attribute) {
    return Double.parseDouble(((Element) rects.item(index)).getAttribute(attribute));
  }
}
