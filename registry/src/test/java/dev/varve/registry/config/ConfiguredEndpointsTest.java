package dev.varve.registry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfiguredEndpointsTest {
  private static final String USER = ".config/containers/registries.conf";
  private static final String SYSTEM = "etc/containers/registries.conf";
  private static final String DIGEST = "@sha256:" + "a".repeat(64);

  @TempDir Path temporary;
  private Machine machine;

  @BeforeEach
  void start() {
    machine = new Machine(temporary);
  }

  /**
   * Each as {@code registry/repository}, with {@code !} when insecure, and {@code #} for digests.
   */
  private List<String> pull(String name) throws IOException {
    List<String> shown = new ArrayList<>();
    for (Endpoint each : machine.configuration().endpoints().forPull(Reference.parse(name))) {
      shown.add(shown(each));
    }
    return shown;
  }

  private String push(String name) throws IOException {
    return shown(machine.configuration().endpoints().forPush(Reference.parse(name)));
  }

  private static String shown(Endpoint each) {
    String marks = (each.insecure() ? "!" : "") + (each.tags() ? "" : "#");
    return each.registry() + "/" + each.repository() + marks;
  }

  @ParameterizedTest
  @CsvSource({
    "shop, docker.io/library/shop",
    "quay.io/a/b:1, quay.io/a/b",
    "localhost/a, localhost/a!",
    "localhost:5000/a, localhost:5000/a!",
    "127.0.0.1:5000/a, 127.0.0.1:5000/a!",
    "127.8.9.10/a, 127.8.9.10/a!",
    "[::1]:5000/a, [::1]:5000/a!",
    "[::2]:5000/a, [::2]:5000/a",
    "128.0.0.1/a, 128.0.0.1/a",
    "127.0.0.1.example/a, 127.0.0.1.example/a",
    "localhost.example/a, localhost.example/a",
    "127.evil.example:5000/a, 127.evil.example:5000/a"
  })
  void withoutFiles_onlyThisMachineIsInsecure(String name, String endpoint) throws IOException {
    assertEquals(List.of(endpoint), pull(name));
    assertEquals(endpoint, push(name));
  }

  @Test
  void mirrors_areTriedBefore_andNeverPushedTo() throws IOException {
    machine.home(
        USER,
        """
        [[registry]]
        prefix = 'example.com/foo'
        location = 'internal.example/bar'
        [[registry.mirror]]
        location = 'mirror-0.local/mirror-for-foo/'
        [[registry.mirror]]
        location = 'mirror-1.local/mirrors/foo'
        insecure = true
        [[registry.mirror]]
        location = 'localhost:5000'
        """);
    assertEquals(
        List.of(
            "mirror-0.local/mirror-for-foo/image",
            "mirror-1.local/mirrors/foo/image!",
            "localhost:5000/image!",
            "internal.example/bar/image"),
        pull("example.com/foo/image:latest"));
    assertEquals("example.com/foo/image", push("example.com/foo/image"));
    assertEquals(List.of("example.com/foobar/image"), pull("example.com/foobar/image"));
  }

  @Test
  void mirror_servesWhatItIsGoodFor() throws IOException {
    machine.home(
        USER,
        """
        [[registry]]
        location = 'quay.io'
        [[registry.mirror]]
        location = 'all.local'
        pull-from-mirror = 'all'
        [[registry.mirror]]
        location = 'digests.local'
        pull-from-mirror = 'digest-only'
        [[registry.mirror]]
        location = 'tags.local'
        pull-from-mirror = 'tag-only'
        [[registry]]
        location = 'ghcr.io'
        mirror-by-digest-only = true
        [[registry.mirror]]
        location = 'm.local'
        """);
    assertEquals(
        List.of("all.local/a", "digests.local/a#", "tags.local/a", "quay.io/a"), pull("quay.io/a"));
    assertEquals(
        List.of("all.local/a", "digests.local/a#", "quay.io/a"), pull("quay.io/a" + DIGEST));
    assertEquals(List.of("m.local/a#", "ghcr.io/a"), pull("ghcr.io/a:1"));
  }

  @Test
  void longestPrefix_wins() throws IOException {
    machine.home(
        USER,
        """
        [[registry]]
        location = 'a.example'
        insecure = true
        [[registry]]
        prefix = 'a.example/x'
        location = 'x.local'
        [[registry]]
        prefix = 'a.example/x/y:1'
        blocked = true
        [[registry]]
        prefix = '*.example'
        location = 'wild.local/w'
        [[registry]]
        prefix = '*.b.example'
        insecure = true
        """);
    assertEquals(List.of("a.example/z!"), pull("a.example/z"));
    assertEquals("a.example/z!", push("a.example/z"));
    assertEquals(List.of("x.local/y"), pull("a.example/x/y"));
    assertThrows(VarveException.class, () -> pull("a.example/x/y:1"));
    assertEquals(List.of("x.local/y"), pull("a.example/x/y:11"));
    assertEquals(List.of("wild.local/w/z"), pull("c.d.example/z"));
    assertEquals(List.of("wild.local/w/z"), pull("b.example/z"));
    assertEquals(List.of("d.b.example/z!"), pull("d.b.example/z"));
    assertEquals(List.of("d.b.example:1/z!"), pull("d.b.example:1/z"));
    assertEquals(List.of("d.b.example.org/z"), pull("d.b.example.org/z"));
    assertEquals("c.example/z", push("c.example/z"));
  }

  @Test
  void blocked_isAnErrorThatNamesTheFile() throws IOException {
    Path file = machine.system(SYSTEM, "[[registry]]\nlocation = 'evil.example'\nblocked = true\n");
    for (String name : List.of("evil.example/a", "evil.example:5000/a")) {
      VarveException failure = assertThrows(VarveException.class, () -> pull(name));
      assertTrue(failure.text().contains(file.toString()), failure.text());
      assertThrows(VarveException.class, () -> push(name));
    }
  }

  @Test
  void insecure_saidToBeFalse_isFalseForThisMachine() throws IOException {
    machine.home(USER, "[[registry]]\nlocation = 'localhost:5000'\ninsecure = false\n");
    assertEquals(List.of("localhost:5000/a"), pull("localhost:5000/a"));
    assertEquals("localhost:5000/a", push("localhost:5000/a"));
  }

  @Test
  void insecureLocation_saysNothingAboutPushes() throws IOException {
    machine.home(
        USER, "[[registry]]\nprefix = 'a.example'\nlocation = 'b.example'\ninsecure = true\n");
    assertEquals(List.of("b.example/x!"), pull("a.example/x"));
    assertEquals("a.example/x", push("a.example/x"));
  }

  @Test
  void files_areReadInOrder() throws IOException {
    String conf = "[[registry]]\nprefix = 'a.example'\nlocation = '%s.local'\n";
    machine.system(SYSTEM, conf.formatted("system"));
    assertEquals(List.of("system.local/x"), pull("a.example/x"));
    machine.system("etc/containers/registries.conf.d/20.conf", conf.formatted("drop-20"));
    machine.system("etc/containers/registries.conf.d/10.conf", conf.formatted("drop-10"));
    machine.system("etc/containers/registries.conf.d/99.txt", "nonsense");
    assertEquals(List.of("drop-20.local/x"), pull("a.example/x"));
    machine.home(".config/containers/registries.conf.d/10.conf", conf.formatted("own-10"));
    assertEquals(List.of("own-10.local/x"), pull("a.example/x"));
    Files.delete(machine.home().resolve(".config/containers/registries.conf.d/10.conf"));
    machine.home(USER, conf.formatted("user"));
    assertEquals(List.of("user.local/x"), pull("a.example/x"));
    Path named = Machine.write(temporary.resolve("n.conf"), "");
    machine.set("CONTAINERS_REGISTRIES_CONF", named.toString());
    assertEquals(List.of("drop-20.local/x"), pull("a.example/x"));
    machine.set("CONTAINERS_REGISTRIES_CONF", temporary.resolve("nonesuch").toString());
    VarveException failure = assertThrows(VarveException.class, () -> pull("a.example/x"));
    assertTrue(failure.text().contains("CONTAINERS_REGISTRIES_CONF"), failure.text());
    machine.set("CONTAINERS_REGISTRIES_CONF", "/dev/null");
    Files.delete(machine.root().resolve("etc/containers/registries.conf.d/20.conf"));
    assertEquals(List.of("drop-10.local/x"), pull("a.example/x"));
  }

  @Test
  void nothing_isReadBeforeItIsAsked() throws IOException {
    Path file = machine.home(USER, "nonsense");
    machine.home(".docker/config.json", "nonsense");
    machine.system("etc/docker/daemon.json", "nonsense");
    RegistryConfiguration configuration = machine.configuration();
    var endpoints = configuration.endpoints();
    Reference name = Reference.parse("a.example/x");
    assertThrows(VarveException.class, () -> endpoints.forPull(name));
    Files.delete(file);
    Files.delete(machine.root().resolve("etc/docker/daemon.json"));
    assertEquals(1, endpoints.forPull(name).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[registry]]",
        "[[registry]]\nlocation = 'https://a.example'",
        "[[registry]]\nlocation = ['a.example']",
        "[[registry]]\nlocation = 'a b'",
        "[[registry]]\nprefix = '*.a.example/x'",
        "[[registry]]\nprefix = '*'",
        "[[registry]]\nlocation = 'a.example'\ninsecure = 'yes'",
        "[[registry]]\nlocation = 'a.example'\n[[registry.mirror]]\ninsecure = true",
        "[[registry]]\nprefix = 'a.example'\nlocation = 'b.example/x:1'",
        "[[registry]]\nlocation = 'a.example'\n[[registry.mirror]]\nlocation = 'b.example/x@1'",
        "[[registry]]\nlocation = 'a.example'\n[[registry.mirror]]\nlocation = 'b'\n"
            + "pull-from-mirror = 'some'",
        "[[registry]]\nlocation = 'a.example'\nmirror-by-digest-only = true\n"
            + "[[registry.mirror]]\nlocation = 'b'\npull-from-mirror = 'all'",
        "registry = 'a'",
        "unqualified-search-registries = 'a'",
        "unqualified-search-registries = ['a/b']",
        "short-name-mode = 'other'",
        "[aliases]\nx = 'y'",
        "[aliases]\nx = 'a.example/y:1'",
        "x = ",
        "[registries.search]\nregistries = ['a.example']"
      })
  void malformed_isOneErrorThatNamesTheFile(String content) throws IOException {
    Path file = machine.home(USER, content);
    VarveException failure = assertThrows(VarveException.class, () -> pull("other.example/x"));
    assertTrue(failure.text().contains(file.toString()), failure.text());
    assertFalse(failure.text().contains("\n"), failure.text());
  }

  @Test
  void whatIsNotKnown_isPassedOver() throws IOException {
    machine.home(
        USER,
        "new-thing = 1\ncredential-helpers = ['x']\n[[registry]]\nlocation = 'a.example'\nt = 1.5\n");
    assertEquals(List.of("a.example/x"), pull("a.example/x"));
  }

  @Test
  void daemonsMirrors_serveDockersOwn() throws IOException {
    machine.system(
        "etc/docker/daemon.json",
        """
        {'registry-mirrors': ['https://m.example', 'http://n.example:5000/'],
         'insecure-registries': ['a.example:5000', '10.0.0.0/8', 'fd00::/8'], 'debug': true}
        """);
    assertEquals(
        List.of("m.example/library/shop", "n.example:5000/library/shop!", "docker.io/library/shop"),
        pull("shop"));
    assertEquals("docker.io/library/shop", push("shop"));
    assertEquals(List.of("quay.io/x"), pull("quay.io/x"));
    assertEquals(List.of("a.example:5000/x!"), pull("a.example:5000/x"));
    assertEquals(List.of("a.example/x"), pull("a.example/x"));
    assertEquals("10.1.2.3:5000/x!", push("10.1.2.3:5000/x"));
    assertEquals("11.1.2.3:5000/x", push("11.1.2.3:5000/x"));
    assertEquals("[fd12::1]:5000/x!", push("[fd12::1]:5000/x"));
    assertEquals("10.example/x", push("10.example/x"));
    machine.home(".config/docker/daemon.json", "{}");
    assertEquals(List.of("docker.io/library/shop"), pull("shop"));
    machine.home(USER, "[[registry]]\nlocation = 'docker.io'\n");
    machine.home(".config/docker/daemon.json", "{'registry-mirrors': ['https://m.example']}");
    assertEquals(List.of("docker.io/library/shop"), pull("shop"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'registry-mirrors': ['m.example']}",
        "{'registry-mirrors': ['https://u:p@m.example']}",
        "{'registry-mirrors': ['https://m.example/path']}",
        "{'registry-mirrors': 'https://m.example'}",
        "{"
      })
  void malformedDaemonConfig_isOneErrorThatNamesTheFile(String content) throws IOException {
    Path file = machine.system("etc/docker/daemon.json", content);
    VarveException failure = Machine.failure(() -> pull("shop"), "u:p");
    assertTrue(failure.text().contains(file.toString()), failure.text());
  }
}
