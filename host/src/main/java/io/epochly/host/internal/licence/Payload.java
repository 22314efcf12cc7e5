package io.epochly.host.internal.licence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochly.host.Licence;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** What a token says, as JSON of which there is one spelling. */
final class Payload {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();
  private static final Set<String> KEYS = Set.of("exp", "gpu", "nbf", "sub", "tier", "workers");

  private Payload() {}

  static byte[] encode(Licence licence) {
    Map<String, Object> claims = new TreeMap<>();
    claims.put("exp", licence.expires().getEpochSecond());
    claims.put("nbf", licence.notBefore().getEpochSecond());
    claims.put("sub", licence.subject());
    if (licence.gpu()) {
      claims.put("gpu", true);
    }
    licence.tier().ifPresent(tier -> claims.put("tier", tier));
    licence.workers().ifPresent(count -> claims.put("workers", count));
    try {
      return JSON.writeValueAsBytes(claims);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts have a JSON form", e);
    }
  }

  static Licence decode(String keyId, byte[] bytes) throws MalformedLicenceException {
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (IOException e) {
      throw new MalformedLicenceException("its content is no JSON, or names a key twice");
    }
    if (!(root instanceof ObjectNode claims)) {
      throw new MalformedLicenceException("its content is no JSON object");
    }
    for (Map.Entry<String, JsonNode> claim : claims.properties()) {
      if (!KEYS.contains(claim.getKey())) {
        throw new MalformedLicenceException(
            "it says something that this version does not know; use a newer one");
      }
    }
    Licence licence;
    try {
      licence =
          new Licence(
              text(claims, "sub"),
              keyId,
              claims.has("workers")
                  ? OptionalInt.of(Math.toIntExact(number(claims, "workers")))
                  : OptionalInt.empty(),
              claims.has("gpu"),
              claims.has("tier") ? Optional.of(text(claims, "tier")) : Optional.empty(),
              Instant.ofEpochSecond(number(claims, "nbf")),
              Instant.ofEpochSecond(number(claims, "exp")));
    } catch (IllegalArgumentException e) {
      throw new MalformedLicenceException(String.valueOf(e.getMessage()));
    } catch (ArithmeticException | DateTimeException e) {
      throw new MalformedLicenceException("a number in it is too large");
    }
    if (!Arrays.equals(encode(licence), bytes)) {
      throw new MalformedLicenceException("it is not spelled as issued licences are");
    }
    return licence;
  }

  private static String text(ObjectNode claims, String key) {
    JsonNode value = claims.get(key);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException("'%s' in it is to be a text".formatted(key));
    }
    return value.textValue();
  }

  private static long number(ObjectNode claims, String key) {
    JsonNode value = claims.get(key);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("'%s' in it is to be a whole number".formatted(key));
    }
    return value.longValue();
  }
}
