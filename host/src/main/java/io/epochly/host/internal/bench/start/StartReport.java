package io.epochly.host.internal.bench.start;

import io.epochly.host.internal.bench.Figure;
import java.util.List;

/**
 * What was measured of starts.
 *
 * @param figures in the order in which they are told
 * @param phases where the time of a start went, of GraalPy and of the launcher
 */
public record StartReport(List<Figure> figures, List<Phases> phases) {
  public StartReport {
    figures = List.copyOf(figures);
    phases = List.copyOf(phases);
  }

  /** A page with the phases as a picture. */
  public String page() {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>Starts</title>
        <style>:root { color-scheme: light dark; } body { max-width: 60rem; margin: 2rem auto; }</style>
        </head>
        <body>
        <h1>Where the time of a start goes</h1>
        <figure>
        %s
        </figure>
        <pre>
        %s</pre>
        </body>
        </html>
        """
        .formatted(new PhaseChart(phases).svg(), Figure.table(figures));
  }
}
