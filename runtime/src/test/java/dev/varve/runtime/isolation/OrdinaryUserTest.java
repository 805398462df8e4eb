package dev.varve.runtime.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.testkit.Requires;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers of users other than root, in user namespaces. */
class OrdinaryUserTest {

  private static final String SCRIPT =
      """
      echo $NAME; id -u; echo $$
      grep -E '^(CapEff|Seccomp:)' /proc/self/status
      cat /proc/keys | wc -c; echo x > /dev/null && echo null
      touch /file && stat -c %u /file
      mknod /disk b 7 0 2>/dev/null; head -c 1 /disk 2>/dev/null || echo no device
      unshare -m true 2>/dev/null || echo confined
      """;

  private static final String EXPECTED =
      """
      é
      0
      1
      CapEff:	00000000a80425fb
      Seccomp:	2
      0
      null
      0
      no device
      confined""";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"builtin", "runc", "crun"})
  void run_singleId_confinedAsForRoot(String isolation) throws Exception {
    assertConfined(OtherProcess.asOrdinaryUser(), isolation, "HOST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"builtin", "runc", "crun"})
  void run_singleIdWithoutNetwork_confinedAsForRoot(String isolation) throws Exception {
    assertConfined(OtherProcess.asOrdinaryUser(), isolation, "NONE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"builtin", "runc", "crun"})
  void run_manyIds_confinedAsForRoot(String isolation) throws Exception {
    assertConfined(OtherProcess.asUserWithManyIds(), isolation, "HOST");
  }

  private void assertConfined(OtherProcess process, String isolation, String network)
      throws Exception {
    if (!isolation.equals("builtin")) {
      Requires.command(isolation);
    }
    Path tree = BusyboxTree.in(directory);
    Path work = process.directory(directory);
    OtherProcess.Result result =
        process.run(
            work,
            List.of(isolation, tree.toString(), work.toString(), network, "0", "sh", "-c", SCRIPT));
    assertEquals(EXPECTED, result.out(), result.err());
    assertEquals(0, result.code(), result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"builtin", "runc", "crun"})
  void run_otherUserWithManyIds_isThatUser(String isolation) throws Exception {
    OtherProcess process = OtherProcess.asUserWithManyIds();
    if (!isolation.equals("builtin")) {
      Requires.command(isolation);
    }
    Path tree = BusyboxTree.in(directory);
    Path work = process.directory(directory);
    OtherProcess.Result result =
        process.run(
            work, List.of(isolation, tree.toString(), work.toString(), "HOST", "1000", "id", "-u"));
    assertEquals("1000", result.out(), result.err());
  }

  @Test
  void run_userThatDoesNotExistHere_namesSubIds() throws Exception {
    OtherProcess process = OtherProcess.asOrdinaryUser();
    Path tree = BusyboxTree.in(directory);
    Path work = process.directory(directory);
    OtherProcess.Result result =
        process.run(
            work, List.of("builtin", tree.toString(), work.toString(), "HOST", "1000", "id", "-u"));
    assertTrue(
        result.err().contains("user 1000:1000 does not exist here: only 1 user ids are available"),
        result.err());
  }
}
