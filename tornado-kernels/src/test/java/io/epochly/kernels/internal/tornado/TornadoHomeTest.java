package io.epochly.kernels.internal.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.device.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An SDK is found where the environment names it, or the message says what is wrong with it. */
class TornadoHomeTest {
  @TempDir private Path folder;

  private static TornadoHome home(String value) {
    return TornadoHome.of(Map.of(TornadoHome.VARIABLE, value));
  }

  /** An SDK with the files that are looked for. */
  private Path sdk(String name) throws IOException {
    Path sdk = folder.resolve(name);
    Path jars = Files.createDirectories(sdk.resolve("share/java/tornado"));
    Files.createFile(jars.resolve("tornado-api-5.2.0-jdk25.jar"));
    Files.writeString(
        sdk.resolve("tornado-argfile.template"),
        "# module path\n-Done=1\n--module-path .:${TORNADOVM_HOME}/share/java/tornado\n");
    return sdk;
  }

  private void assertRefused(String value, String reason) {
    assertThatThrownBy(() -> home(value))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("TORNADOVM_HOME")
        .hasMessageContaining(reason)
        .hasMessageContaining("JDK 25");
  }

  @Test
  void whereNoneIsNamedTheMessageSaysHowToGetIt() {
    assertThatThrownBy(() -> TornadoHome.of(Map.of()))
        .isInstanceOf(DeviceException.class)
        .hasMessage(
            "no TornadoVM: set TORNADOVM_HOME to the folder of its SDK for JDK 25"
                + " (tornadovm.org)");
    assertRefused(" ", "no TornadoVM: set");
  }

  @Test
  void aFolderThatIsNoneOrNoSdkIsNamed() throws IOException {
    assertRefused(folder.resolve("nowhere").toString(), "is no folder");
    assertRefused(folder.toString(), "has no share/java/tornado/tornado-api-*.jar");
    Path sdk = sdk("sdk");
    Files.delete(sdk.resolve("tornado-argfile.template"));
    assertRefused(sdk.toString(), "has neither tornado-argfile nor tornado-argfile.template");
  }

  @Test
  void theSdksOwnListOfArgumentsIsTakenAsItIs() throws IOException {
    Path sdk = sdk("sdk");
    Path own = Files.writeString(sdk.resolve("tornado-argfile"), "-Done=1\n");
    assertThat(home(sdk.toString()).options(folder, 64 << 20))
        .startsWith("@" + own, "-Dtornado.device.memory=65MB")
        .contains("-Dtornado.recover.bailout=False", "-Dtornado.enable.fma=False");
  }

  @Test
  void aTemplateIsExpandedOutsideOfTheSdk() throws IOException {
    Path sdk = sdk("an \"sdk\" of mine");
    Path own = Files.createDirectory(folder.resolve("own"));
    List<String> options = home(sdk.toString()).options(own, Long.MAX_VALUE);
    Path made = own.resolve("tornado-argfile");
    assertThat(options.getFirst()).isEqualTo("@" + made);
    assertThat(Files.exists(sdk.resolve("tornado-argfile"))).isFalse();
    String quoted = sdk.toString().replace("\"", "\\\"");
    assertThat(Files.readString(made))
        .isEqualTo(
            "# module path\n-Done=1\n\"--module-path\" \".:" + quoted + "/share/java/tornado\"\n");
  }
}
