package dev.varve.registry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShortNamesTest {
  private static final String USER = ".config/containers/registries.conf";
  private static final String DIGEST = "@sha256:" + "a".repeat(64);
  private static final String CONF =
      """
      unqualified-search-registries = ['quay.io', 'docker.io']
      [aliases]
      'fedora' = 'registry.fedoraproject.org/fedora'
      'org/app' = 'reg.example:5000/mirror/app'
      """;

  @TempDir Path temporary;
  private Machine machine;

  @BeforeEach
  void start() {
    machine = new Machine(temporary);
  }

  private List<String> candidates(String name) {
    return machine.configuration().shortNames().candidates(name).stream()
        .map(Reference::toString)
        .toList();
  }

  @Test
  void withoutFiles_nameIsDockersOwn() {
    assertEquals(List.of("docker.io/library/shop:latest"), candidates("shop"));
    assertEquals(List.of("docker.io/a/b:1"), candidates("a/b:1"));
    assertEquals(List.of("quay.io/a:latest"), candidates("quay.io/a"));
  }

  @Test
  void system_hasNoSayInNames() throws IOException {
    machine.system("etc/containers/registries.conf", CONF);
    machine.system("etc/containers/registries.conf.d/shortnames.conf", CONF);
    assertEquals(List.of("docker.io/library/fedora:latest"), candidates("fedora"));
    assertEquals(List.of("docker.io/library/shop:latest"), candidates("shop"));
  }

  @Test
  void users_haveASay() throws IOException {
    machine.home(USER, CONF);
    assertEquals(List.of("registry.fedoraproject.org/fedora:40"), candidates("fedora:40"));
    assertEquals(
        List.of("registry.fedoraproject.org/fedora" + DIGEST), candidates("fedora" + DIGEST));
    assertEquals(
        List.of("reg.example:5000/mirror/app:1" + DIGEST), candidates("org/app:1" + DIGEST));
    assertEquals(List.of("quay.io/shop:1", "docker.io/library/shop:1"), candidates("shop:1"));
    assertEquals(
        List.of("quay.io/a/b" + DIGEST, "docker.io/a/b" + DIGEST), candidates("a/b" + DIGEST));
  }

  @Test
  void nameWithRegistry_isThatOne_andNothingIsRead() throws IOException {
    machine.home(USER, "nonsense");
    for (String name : List.of("docker.io/fedora", "index.docker.io/fedora")) {
      assertEquals(List.of("docker.io/library/fedora:latest"), candidates(name));
    }
    assertEquals(List.of("localhost/fedora:latest"), candidates("localhost/fedora"));
    assertEquals(List.of("a:5000/fedora:latest"), candidates("a:5000/fedora"));
    assertThrows(VarveException.class, () -> candidates("fedora"));
    assertThrows(IllegalArgumentException.class, () -> candidates("Not A Name"));
  }

  @Test
  void dropIns_addAndTakeAway() throws IOException {
    machine.home(USER, CONF);
    machine.home(
        ".config/containers/registries.conf.d/10.conf",
        "unqualified-search-registries = []\n[aliases]\n'fedora' = ''\nx = 'a.example/x'\n");
    assertEquals(List.of("docker.io/library/fedora:latest"), candidates("fedora"));
    assertEquals(List.of("a.example/x:latest"), candidates("x"));
    assertEquals(List.of("reg.example:5000/mirror/app:latest"), candidates("org/app"));
  }

  @Test
  void userDropIn_countsWithoutTheUsersFile() throws IOException {
    machine.system("etc/containers/registries.conf", CONF);
    machine.home(".config/containers/registries.conf.d/10.conf", "[aliases]\nx = 'a.example/x'\n");
    assertEquals(List.of("a.example/x:latest"), candidates("x"));
    assertEquals(List.of("docker.io/library/fedora:latest"), candidates("fedora"));
  }

  @Test
  void namedFile_isTheUsersOwn() throws IOException {
    Path file = Machine.write(temporary.resolve("n.conf"), CONF.replace('\'', '"'));
    machine.set("CONTAINERS_REGISTRIES_CONF", file.toString());
    assertEquals(List.of("registry.fedoraproject.org/fedora:latest"), candidates("fedora"));
  }

  @Test
  void enforcing_wantsOneRegistry() throws IOException {
    machine.home(USER, "short-name-mode = 'enforcing'\n" + CONF);
    VarveException failure = assertThrows(VarveException.class, () -> candidates("shop"));
    assertTrue(failure.text().contains("quay.io, docker.io"), failure.text());
    assertEquals(List.of("registry.fedoraproject.org/fedora:latest"), candidates("fedora"));
    machine.home(
        USER, "short-name-mode = 'enforcing'\nunqualified-search-registries = ['quay.io']\n");
    assertEquals(List.of("quay.io/shop:latest"), candidates("shop"));
  }
}
