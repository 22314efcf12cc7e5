package io.epochly.host.internal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochly.host.internal.doctor.Doctor;
import io.epochly.host.internal.doctor.Doctor.Examined;
import io.epochly.host.internal.doctor.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code epochly-host doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Looks whether hosts run well and safely on this machine, with the settings that a run here"
          + " would have, and says how to mend what is not right. Ends with 1 if something fails.",
      ""
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print a JSON object instead, with the list 'checks'")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException, InterruptedException {
    List<Examined> all = Doctor.of(System.getenv(), Path.of(""), Clock.systemUTC()).examine();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(all));
    } else {
      all.forEach(one -> print(one, out));
    }
    out.flush();
    return all.stream().anyMatch(one -> one.finding() instanceof Finding.Fail) ? FAILED : 0;
  }

  private static void print(Examined one, PrintWriter out) {
    Finding finding = one.finding();
    out.printf(
        "%-4s  %-13s  %s%s%n",
        finding.verdict(),
        one.check(),
        finding.found(),
        finding.names().isEmpty() ? "" : " [%s]".formatted(finding.names()));
    if (!finding.mend().isEmpty()) {
      out.printf("%21s%s%n", "-> ", finding.mend());
    }
  }

  private static String json(List<Examined> all) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    for (Examined one : all) {
      root.withArray("checks")
          .addObject()
          .put("check", one.check())
          .put("verdict", one.finding().verdict())
          .put("found", one.finding().found())
          .put("names", one.finding().names())
          .put("mend", one.finding().mend());
    }
    return mapper.writeValueAsString(root);
  }
}
