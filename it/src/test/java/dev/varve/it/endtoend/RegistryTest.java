package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.BaseImages;
import dev.varve.it.process.BuildLog;
import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import dev.varve.testkit.registry.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several machines (stores of their own) and one registry. */
class RegistryTest {
  private static final String DOCKERFILE =
      """
      FROM REGISTRY/base AS build
      RUN mkdir /out && date +%N >/out/when
      COPY source /out/
      FROM REGISTRY/base
      RUN date +%N >/when
      COPY --from=build --chown=nobody /out /srv/
      COPY last /
      CMD ["cat", "/srv/source", "/last"]
      """;

  @TempDir Path work;
  private DockerRegistry registry;
  private Varve first;
  private Varve second;

  @BeforeEach
  void prepare() throws IOException, InterruptedException {
    Requires.command("busybox");
    Requires.dockerRegistry();
    registry = DockerRegistry.start(work.resolve("registry"), DockerRegistry.Options.OPEN);
    first = Varve.with(work.resolve("first"));
    second = Varve.with(work.resolve("second"));
    BaseImages.importBusybox(first, work);
    first.run("tag", "busybox", at("base")).orFail();
    first.run("push", at("base")).orFail();
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    registry.close();
  }

  private String at(String name) {
    return registry.hostAndPort() + "/" + name;
  }

  private Path context(String name, String last) throws IOException {
    Path context = Files.createDirectories(work.resolve(name));
    Files.writeString(
        context.resolve("Dockerfile"), DOCKERFILE.replace("REGISTRY", registry.hostAndPort()));
    Files.writeString(context.resolve("source"), "source\n");
    Files.writeString(context.resolve("last"), last);
    return context;
  }

  private static Command build(Varve varve, Path context, String... more) {
    String[] words =
        Stream.of(
                Stream.of("build", "--progress=plain", "--network=none", "--isolation=builtin"),
                Stream.of(more),
                Stream.of(context.toString()))
            .flatMap(s -> s)
            .toArray(String[]::new);
    return varve.command(words);
  }

  private String[] sharing(String name) {
    return new String[] {
      "-t",
      at(name),
      "--push",
      "--cache-from",
      at("cache"),
      "--cache-to",
      "type=registry,mode=max,ref=" + at("cache")
    };
  }

  private static List<BuildLog.Result> results(Command.Outcome outcome) {
    return BuildLog.of(outcome.err()).steps().stream().map(BuildLog.Step::result).toList();
  }

  private static String pushed(Command.Outcome outcome) {
    return outcome
        .err()
        .lines()
        .filter(line -> line.startsWith("pushed "))
        .map(line -> line.substring(line.indexOf('@') + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(outcome.err()));
  }

  private static String id(Varve varve, String name) throws IOException, InterruptedException {
    return varve.run("inspect", "--format", "{{.Id}}", name).orFail().out();
  }

  @Test
  void freshMachine_nothingChanged_runsAndFetchesNothing()
      throws IOException, InterruptedException {
    Command.Outcome before = build(first, context("one", "1\n"), sharing("app")).run().orFail();
    Command.Outcome after = build(second, context("two", "1\n"), sharing("app2")).run().orFail();

    assertFalse(results(after).contains(BuildLog.Result.RAN), after::err);
    assertEquals(pushed(before), pushed(after));
    assertEquals(id(first, at("app")), id(second, at("app2")));
    assertFalse(after.err().contains(": pulled"), after::err);
    assertFalse(Files.exists(second.store().resolve("layers")), "a layer was fetched");
  }

  @Test
  void freshMachine_lastFileChanged_runsNothingThatRanBefore()
      throws IOException, InterruptedException {
    build(first, context("one", "1\n"), sharing("app")).run().orFail();
    Command.Outcome after = build(second, context("two", "2\n"), sharing("app")).run().orFail();

    List<BuildLog.Step> ran =
        BuildLog.of(after.err()).steps().stream()
            .filter(step -> step.result() == BuildLog.Result.RAN)
            .toList();
    assertEquals(List.of("COPY last /"), ran.stream().map(BuildLog.Step::text).toList());
    Varve third = Varve.with(work.resolve("third"));
    String[] run = {"run", "--rm", "--network=none", "--isolation=builtin", at("app")};
    assertEquals("source\n2\n", third.run(run).orFail().out());
  }

  @Test
  void freshMachine_cacheInDirectory_runsNothing() throws IOException, InterruptedException {
    Path cache = work.resolve("cache");
    String[] to = {"-t", "app", "--cache-to", "type=local,mode=max,dest=" + cache};
    String[] from = {"-t", "app", "--cache-from", "type=local,src=" + cache};
    build(first, context("one", "1\n"), to).run().orFail();
    Command.Outcome after = build(second, context("two", "1\n"), from).run().orFail();

    assertFalse(results(after).contains(BuildLog.Result.RAN), after::err);
    assertEquals(id(first, "app"), id(second, "app"));
  }

  @Test
  void freshMachine_cacheInImage_findsStepsOfTheImage() throws IOException, InterruptedException {
    String[] to = {"-t", at("app"), "--push", "--cache-to", "type=inline"};
    String[] from = {"-t", "app", "--cache-from", at("app"), "--target", "build"};
    Path context = context("one", "1\n");
    Path only = context.resolve("Dockerfile");
    Files.writeString(only, "FROM " + at("base") + " AS build\nRUN date +%N >/when\n");
    build(first, context, to).run().orFail();
    Command.Outcome after = build(second, context, from).run().orFail();

    assertFalse(results(after).contains(BuildLog.Result.RAN), after::err);
    assertEquals(id(first, at("app")), id(second, "app"));
  }

  @Test
  void layerLostInRegistry_stepRunsAgain_withWarning() throws IOException, InterruptedException {
    build(first, context("one", "1\n"), sharing("app")).run().orFail();
    try (Stream<Path> files = Files.walk(work.resolve("registry"))) {
      for (Path data :
          files.filter(file -> file.endsWith("data") && Files.isRegularFile(file)).toList()) {
        // Whatever is no document: the layers.
        if (Files.size(data) > 0 && Files.readAllBytes(data)[0] != '{') {
          Files.write(data, new byte[] {1, 2, 3});
        }
      }
    }
    // The base is here, so only the cache is broken.
    BaseImages.importBusybox(second, work);
    second.run("tag", "busybox", at("base")).orFail();
    Path changed = context("two", "2\n");
    String[] words = {"-t", "app", "--cache-from", at("cache")};
    Command.Outcome after = build(second, changed, words).run().orFail();

    String[] run = {"run", "--rm", "--network=none", "--isolation=builtin", "app"};
    assertEquals("source\n2\n", second.run(run).orFail().out());
    assertTrue(after.err().contains("runs again"), after::err);
    second.run("verify").orFail();
  }

  @Test
  void cacheThatIsNone_build_warnsAndGoesOn() throws IOException, InterruptedException {
    String[] words = {
      "-t",
      "app",
      "--cache-from",
      at("nonesuch"),
      "--cache-from",
      "127.0.0.1:1/x",
      "--cache-from",
      "type=local,src=" + work.resolve("nowhere")
    };
    Command.Outcome outcome = build(first, context("one", "1\n"), words).run().orFail();
    assertTrue(outcome.err().contains("there is none yet"), outcome::err);
    assertTrue(outcome.err().contains("warning: cache 127.0.0.1:1/x is not used"), outcome::err);
  }

  @Test
  void sourceDate_otherPlaceAndTime_sameImage() throws IOException, InterruptedException {
    Path one = context("one", "1\n");
    Path two = context("two", "1\n");
    for (Path context : List.of(one, two)) {
      Files.writeString(
          context.resolve("Dockerfile"),
          "FROM " + at("base") + "\nRUN mkdir /d && echo x >/d/x\nCOPY source last /\n");
    }
    Files.setLastModifiedTime(two.resolve("source"), FileTime.fromMillis(1_750_000_000_000L));
    String output = "type=registry,rewrite-timestamp=true";
    List<String> digests =
        List.of(
            pushed(
                build(first, one, "-t", at("a"), "-o", output)
                    .with("SOURCE_DATE_EPOCH", "1600000000")
                    .run()
                    .orFail()),
            pushed(
                build(second, two, "-t", at("b"), "-o", output)
                    .with("SOURCE_DATE_EPOCH", "1600000000")
                    .run()
                    .orFail()));
    assertEquals(digests.get(0), digests.get(1));
    String created =
        first.run("inspect", "--format", "{{.Created}}", at("a")).orFail().out().strip();
    assertEquals("2020-09-13T12:26:40Z", created);
  }

  @Test
  void outputs_ofOneBuild_allHoldTheFiles() throws IOException, InterruptedException {
    Path context = context("one", "1\n");
    Path out = work.resolve("out");
    Files.createDirectories(out.resolve("old"));
    Path tar = work.resolve("root.tar");
    Path docker = work.resolve("docker.tar");
    Path layout = work.resolve("layout");
    build(
            first,
            context,
            "-t",
            "app",
            "-o",
            "type=local,mode=delete,dest=" + out,
            "-o",
            "type=tar,dest=" + tar,
            "-o",
            "type=docker,dest=" + docker,
            "-o",
            "type=oci,tar=false,compression=zstd,dest=" + layout)
        .run()
        .orFail();

    assertEquals("source\n", Files.readString(out.resolve("srv/source")));
    assertFalse(Files.exists(out.resolve("old")), "what was there before");
    Command.Outcome listed = Command.of(List.of("tar", "-tf", tar.toString()), work).run().orFail();
    assertTrue(listed.out().contains("srv/source\n"), listed::out);
    assertTrue(Files.readString(layout.resolve("index.json")).contains("manifest.v1+json"));
    second.run("load", "-i", docker.toString()).orFail();
    String[] run = {"run", "--rm", "--network=none", "--isolation=builtin", "app"};
    assertEquals("source\n1\n", second.run(run).orFail().out());
    assertEquals("", first.run("images", "-q", "app").orFail().out(), "named in the store as well");
  }

  @Test
  void login_registryWithPassword_isUsedUntilLogout() throws IOException, InterruptedException {
    try (DockerRegistry locked =
        DockerRegistry.start(work.resolve("locked"), DockerRegistry.Options.OPEN.withPassword())) {
      Varve user = first.with("DOCKER_CONFIG", work.resolve("docker").toString());
      String name = locked.hostAndPort() + "/app";
      user.run("tag", "busybox", name).orFail();
      Command.Outcome refused = user.run("push", name).expect(3);
      assertTrue(refused.err().contains("varve login " + locked.hostAndPort()), refused::err);

      Path wrong = Files.writeString(work.resolve("wrong"), "wrong\n");
      Path right = Files.writeString(work.resolve("right"), locked.password() + "\n");
      String[] login = {"login", "-u", locked.user(), "--password-stdin", locked.hostAndPort()};
      user.command(login).reading(wrong).run().expect(3);
      user.command(login).reading(right).run().orFail();
      user.run("push", name).orFail();
      assertTrue(
          Files.readString(work.resolve("docker/config.json")).contains(locked.hostAndPort()));
      user.run("logout", locked.hostAndPort()).orFail();
      user.run("push", name).expect(3);
    }
  }

  @Test
  void pulledImage_pushedAgain_isTheSameByteForByte() throws IOException, InterruptedException {
    build(first, context("one", "1\n"), "-t", at("app"), "--push").run().orFail();
    String digest = second.run("pull", at("app")).orFail().out().lines().findFirst().orElseThrow();
    second.run("tag", at("app"), at("again")).orFail();
    second.run("push", at("again")).orFail();
    Varve third = Varve.with(work.resolve("third"));
    String again = third.run("pull", at("again")).orFail().out().lines().findFirst().orElseThrow();
    assertEquals(digest, again);
    second.run("verify").orFail();
  }
}
