package dev.varve.runtime.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.runtime.ContainerUser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected answers are those that Docker 28 gave for the same files. */
class ImageUsersTest {

  private static final ImageUsers USERS =
      of(
          """
          root:x:0:0:root:/root:/bin/sh
          7:x:55:66:x:/h:/bin/sh
          bob:x:1000:1001::/home/bob:/bin/sh
          neg:x:-5:3::/:/b
          short:x:77
          #c:x:78:78:::
          """,
          """
          root:x:0:
          wheel:x:10:root,bob
          bob:x:1001:
          12:x:13:bob
          z:x:10:bob
          """);

  private static ImageUsers of(String passwd, String group) {
    return new ImageUsers(
        passwd.getBytes(StandardCharsets.UTF_8), group.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void user_named_getsAccountAndSupplementaryGroups() {
    assertEquals(
        new ContainerUser(1000, 1001, List.of(1001, 10, 13), "/home/bob"), USERS.user("bob"));
  }

  @Test
  void user_numberOfAccount_isThatAccount() {
    assertEquals(USERS.user("bob"), USERS.user("1000"));
  }

  @Test
  void user_emptyGroup_isAsWithoutColon() {
    assertEquals(USERS.user("bob"), USERS.user("bob:"));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7, 0, /", // a number is never a name, though an account is called so
    "'', 0, 0, /root",
    "5, 5, 0, /",
    "+9, 9, 0, /",
    "short, 77, 0, /",
    ":wheel, 0, 10, /root",
    "bob:wheel, 1000, 10, /home/bob",
    "5:12, 5, 12, /",
  })
  void user_variousSpecs_asDocker(String spec, int uid, int gid, String home) {
    ContainerUser user = USERS.user(spec);
    assertEquals(uid, user.uid());
    assertEquals(gid, user.gid());
    assertEquals(home, user.home());
    assertTrue(user.groups().contains(gid));
  }

  @Test
  void user_explicitGroup_hasNoSupplementaryGroups() {
    assertEquals(List.of(10), USERS.user("bob:wheel").groups());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "4294967296", "99999999999999999999", "neg", "0:2147483648"})
  void user_outOfRange_isRefused(String spec) {
    VarveException e = assertThrows(VarveException.class, () -> USERS.user(spec));
    assertEquals("uids and gids must be in range 0-2147483647", e.getMessage());
  }

  @Test
  void user_unknownName_saysSoAsDocker() {
    VarveException e = assertThrows(VarveException.class, () -> USERS.user("nosuch"));
    assertEquals("unable to find user nosuch: no matching entries in passwd file", e.getMessage());
    VarveException g = assertThrows(VarveException.class, () -> USERS.user("root:nosuch"));
    assertEquals("unable to find group nosuch: no matching entries in group file", g.getMessage());
  }

  @Test
  void user_commentedOutAccount_isUnknown() {
    assertThrows(VarveException.class, () -> USERS.user("#c"));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7, 7",
    "bob, 1000, 1001",
    "1000, 1000, 1000",
    "bob:wheel, 1000, 10",
    ":wheel, 0, 10",
    "bob:, 1000, 0",
    "1000:12, 1000, 12",
    "short, 77, 0",
    "+9, 9, 9",
  })
  void owner_variousSpecs_asDocker(String spec, int uid, int gid) {
    assertEquals(new ImageUsers.Owner(uid, gid), USERS.owner(spec));
  }

  @Test
  void ownerNeedsFiles_numbersOnly_no() {
    assertFalse(ImageUsers.ownerNeedsFiles("1000:12"));
    assertFalse(ImageUsers.ownerNeedsFiles("1000"));
    assertTrue(ImageUsers.ownerNeedsFiles("bob"));
    assertTrue(ImageUsers.ownerNeedsFiles("1000:wheel"));
  }

  @Test
  void user_withoutFiles_numbersWork() {
    ImageUsers none = new ImageUsers(new byte[0], new byte[0]);
    assertEquals(new ContainerUser(0, 0, List.of(0), "/"), none.user(""));
    assertEquals(new ContainerUser(3, 4, List.of(4), "/"), none.user("3:4"));
    assertThrows(VarveException.class, () -> none.user("root"));
  }
}
