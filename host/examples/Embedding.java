import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestException;
import io.epochly.host.GuestPolicy;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A Java program that lets a guest smooth its measurements. After one start of {@code
 * ./epochly-host --version}, which builds the jars, run it with:
 *
 * <pre>java -cp 'host/target/dist/lib/*' host/examples/Embedding.java host/examples/smooth.py</pre>
 */
public final class Embedding {
  public static void main(String[] args) {
    Path script = Path.of(args[0]);
    double[] measured = new double[1000];
    for (int i = 0; i < measured.length; i++) {
      measured[i] = Math.sin(i / 50.0) + (i % 7 - 3) / 10.0;
    }
    double[] smoothed = new double[measured.length];

    GuestPolicy policy = GuestPolicy.builder().allowScript(script).build();
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(policy)) {
      guest.run(script);
      guest.call("smooth", measured, 3, smoothed);
      System.out.println("smoothed: " + Arrays.toString(Arrays.copyOf(smoothed, 3)));
      System.out.println(guest.call("summary").asString());
      try {
        guest.eval("open('/etc/passwd')");
      } catch (GuestException e) {
        System.out.println("refused: " + e.type());
      }
    }
  }
}
