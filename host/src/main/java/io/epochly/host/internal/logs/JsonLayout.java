package io.epochly.host.internal.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * One object a line, in ASCII: {@code time}, {@code level}, {@code logger}, {@code message}; of an
 * exception {@code error}; of an audit event {@code event}, {@code guest}, {@code subject}.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @Override
  public String doLayout(ILoggingEvent event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("time", event.getInstant().toString());
      json.writeStringField("level", Lines.level(event));
      json.writeStringField("logger", event.getLoggerName());
      json.writeStringField("message", event.getFormattedMessage());
      List<KeyValuePair> pairs = event.getKeyValuePairs();
      if (pairs != null) {
        for (KeyValuePair pair : pairs) {
          field(json, pair);
        }
      }
      List<String> error = Lines.error(event);
      if (!error.isEmpty()) {
        json.writeArrayFieldStart("error");
        for (String part : error) {
          json.writeString(part);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can be written", e);
    }
    return text + System.lineSeparator();
  }

  private static void field(JsonGenerator json, KeyValuePair pair) throws IOException {
    if (pair.value instanceof Long number) {
      json.writeNumberField(pair.key, number);
    } else {
      json.writeStringField(pair.key, String.valueOf(pair.value));
    }
  }
}
