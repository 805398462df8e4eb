package dev.varve.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.cli.TestCaller.Outcome;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageCommandsTest {
  @TempDir private Path directory;

  private TestCaller varve;
  private String shop;
  private String base;

  @BeforeEach
  void images() throws IOException {
    varve = new TestCaller(directory.resolve("store"));
    try (Store store = Store.open(varve.root(), TestCaller.CLOCK)) {
      SampleImages.make(store);
      shop = store.images().resolve("shop").id().hex();
      base = store.images().resolve("base:1").id().hex();
    }
  }

  private static String first12(String hex) {
    return hex.substring(0, 12);
  }

  @Test
  void images_asATable_looksLikeDockers() {
    String expected =
        """
        REPOSITORY   TAG       IMAGE ID       CREATED          SIZE
        shop         1         SHOP   30 minutes ago   1.51kB
        shop         latest    SHOP   30 minutes ago   1.51kB
        base         1         BASE   4 weeks ago      5B
        """
            .replace("SHOP", first12(shop))
            .replace("BASE", first12(base));
    assertEquals(expected, varve.output("images"));
  }

  @Test
  void images_ofAnEmptyStore_isTheHeader() {
    TestCaller empty = new TestCaller(directory.resolve("other"));
    assertEquals("REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n", empty.output("images"));
  }

  @ParameterizedTest
  @CsvSource({
    "shop,2",
    "shop:1,1",
    "sh*,2",
    "docker.io/library/shop,2",
    "*:1,2",
    "nonesuch,0",
    "base,1"
  })
  void images_withAName_showsThoseThatMatch(String pattern, int count) {
    assertEquals(count + 1, varve.output("images", pattern).lines().count());
  }

  @ParameterizedTest
  @CsvSource({
    "label=team,1",
    "label=team=till,1",
    "label=team=x,0",
    "dangling=true,0",
    "dangling=false,2",
    "reference=base*,1",
    "before=shop,1",
    "since=base:1,1"
  })
  void images_withAFilter_showsThoseThatMatch(String filter, int count) {
    assertEquals(count, varve.output("images", "-q", "-f", filter).lines().count());
  }

  @Test
  void images_withAWrongFilter_isAMistake() {
    assertEquals(2, varve.run("images", "-f", "nonesuch=1").status());
    assertEquals(2, varve.run("images", "-f", "x").status());
  }

  @Test
  void images_quietly_showsEachIdOnce() {
    assertEquals(
        "sha256:" + shop + "\nsha256:" + base + "\n", varve.output("images", "-q", "--no-trunc"));
  }

  @Test
  void images_asJson_isAnObjectPerLine() throws JsonException {
    for (String line : varve.output("images", "--format", "json").lines().toList()) {
      Json.Obj image = Json.parseObject(line.getBytes(StandardCharsets.UTF_8));
      assertTrue(
          image.members().keySet().iterator().next().equals("Containers"), "as Docker sorts them");
    }
  }

  @Test
  void images_byTemplate_isWhatItSays() {
    assertEquals(
        "shop:1 1.51kB\nshop:latest 1.51kB\nbase:1 5B\n",
        varve.output("images", "--format", "{{.Repository}}:{{.Tag}} {{.Size}}"));
    assertEquals(
        "REPOSITORY   TAG\nshop         1\nshop         latest\nbase         1\n",
        varve.output("images", "--format", "table {{.Repository}}\\t{{.Tag}}"));
  }

  @Test
  void history_asATable_looksLikeDockers() {
    String expected =
        """
        IMAGE          CREATED          CREATED BY                                      SIZE      COMMENT
        SHOP   30 minutes ago   COPY main /app/main # buildkit, with a comme…   1.5kB     buildkit.dockerfile.v0
        <missing>      30 minutes ago   WORKDIR /app                                    0B        buildkit.dockerfile.v0
        <missing>      4 weeks ago                                                      5B        Imported from -
        """
            .replace("SHOP", first12(shop));
    assertEquals(expected, varve.output("history", "shop"));
  }

  @Test
  void history_inFull_cutsNothing() {
    String text = varve.output("history", "--no-trunc", "--human=false", "shop");
    assertTrue(text.contains("that goes on and on"), text);
    assertTrue(text.contains("2026-03-01T11:30:00Z"), text);
    assertTrue(text.contains("sha256:" + shop), text);
    assertTrue(text.contains(" 1500 "), text);
    assertEquals(first12(shop) + "\n<missing>\n<missing>\n", varve.output("history", "-q", "shop"));
  }

  @Test
  void inspect_ofAnImage_hasDockersMembers() throws IOException, JsonException {
    String json = varve.output("inspect", "shop");
    Golden.check("inspect.json", json);
    Json.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{.Config.WorkingDir}}|/app",
        "{{json .Config.Entrypoint}}|[\"/app/main\",\"--serve\"]",
        "{{.Config.Labels.team}}|till",
        "{{.Config.Volumes}}|map[]",
        "{{.Architecture}}/{{.Os}}|amd64/linux",
        "{{range .RepoTags}}{{.}};{{end}}|shop:1;shop:latest;",
        "{{len .RootFS.Layers}}|2",
      })
  void inspect_byTemplate_isWhatItSays(String template, String text) {
    assertEquals(text + "\n", varve.output("inspect", "-f", template, "shop"));
  }

  @Test
  void inspect_byIdPrefix_findsTheImage() {
    assertEquals(
        "sha256:" + shop + "\n", varve.output("inspect", "-f", "{{.Id}}", shop.substring(0, 9)));
  }

  @Test
  void inspect_ofSomethingMissing_showsTheOthersAndFails() {
    Outcome outcome = varve.run("inspect", "-f", "{{.Os}}", "nonesuch", "shop");
    assertEquals(1, outcome.status());
    assertEquals("linux\n", outcome.out());
    assertTrue(outcome.err().contains("nonesuch"), outcome.err());
  }

  @Test
  void tag_givesOneMoreName() {
    assertEquals("", varve.output("tag", "shop", "registry.example:5000/till:2"));
    assertEquals(
        "sha256:" + shop + "\n",
        varve.output("inspect", "-f", "{{.Id}}", "registry.example:5000/till:2"));
  }

  @ParameterizedTest
  @CsvSource({"nonesuch,x,1", "shop,Bad,2", "shop,a@sha256:00,2"})
  void tag_ofSomethingWrong_fails(String source, String target, int status) {
    Outcome outcome = varve.run("tag", source, target);
    assertEquals(status, outcome.status());
    assertEquals(1, outcome.err().lines().filter(line -> line.startsWith("varve: ")).count());
  }

  @Test
  void rmi_takesNamesAndThenTheImage() {
    assertEquals("Untagged: shop:1\n", varve.output("rmi", "shop:1"));
    assertEquals(
        "Untagged: shop:latest\nDeleted: sha256:" + shop + "\n", varve.output("rmi", "shop"));
    assertEquals(first12(base) + "\n", varve.output("images", "-q"));
    assertEquals("", varve.output("verify", "-q"));
  }

  @Test
  void rmi_byIdWithTwoNames_wantsForce() {
    assertEquals(1, varve.run("rmi", first12(shop)).status());
    assertEquals(
        "Untagged: shop:1\nUntagged: shop:latest\nDeleted: sha256:" + shop + "\n",
        varve.output("rmi", "-f", first12(shop)));
  }

  @Test
  void rmi_ofSomethingMissing_fails() {
    Outcome outcome = varve.run("rmi", "nonesuch", "base:1");
    assertEquals(1, outcome.status());
    assertTrue(outcome.out().startsWith("Untagged: base:1\n"), outcome.out());
    assertEquals("", varve.output("rmi", "-f", "nonesuch"));
  }

  @Test
  void du_countsImages() {
    String text = varve.output("du");
    assertTrue(text.startsWith("TYPE          TOTAL     ACTIVE    SIZE"), text);
    assertTrue(text.contains("Images        2         0 "), text);
    assertTrue(varve.output("du", "-v").contains("base:1"));
  }

  @Test
  void prune_withoutForce_asksAndCannot() {
    Outcome outcome = varve.run("prune", "-a");
    assertEquals(2, outcome.status());
    assertTrue(outcome.err().contains("--force"), outcome.err());
    assertEquals(4, varve.output("images").lines().count());
  }

  @Test
  void prune_dry_tellsAndKeeps() {
    String text = varve.output("prune", "-a", "--dry-run");
    assertTrue(text.contains("Would be deleted: sha256:" + shop), text);
    assertEquals(4, varve.output("images").lines().count());
  }

  @Test
  void prune_ofAll_leavesNothing() {
    String text = varve.output("prune", "-a", "-f");
    assertTrue(text.contains("Deleted: sha256:" + shop), text);
    assertTrue(text.contains("\nTotal reclaimed space: "), text);
    assertEquals(1, varve.output("images").lines().count());
  }

  @Test
  void verify_ofASoundStore_succeeds() {
    assertTrue(varve.output("verify").endsWith("no damage\n"));
    assertEquals("", varve.output("verify", "-q"));
  }

  @Test
  void verify_ofADamagedStore_namesTheObject() throws IOException {
    Path blob = varve.root().resolve("blobs/sha256").resolve(shop);
    assertTrue(Files.exists(blob), "where configs lie: " + blob);
    blob.toFile().setWritable(true);
    Files.writeString(blob, "{}");
    Outcome outcome = varve.run("verify");
    assertEquals(3, outcome.status());
    assertTrue(outcome.out().contains(shop), outcome.out());
  }

  @Test
  void save_andLoad_bringImagesToAnotherStore() {
    Path file = directory.resolve("images.tar");
    assertEquals("", varve.output("save", "-o", file.toString(), "shop", "base:1"));
    TestCaller other = new TestCaller(directory.resolve("other"));
    assertEquals(
        """
        Loaded image: shop:1
        Loaded image: shop:latest
        Loaded image: base:1
        """
            .lines()
            .sorted()
            .toList(),
        other.output("load", "-i", file.toString()).lines().sorted().toList());
    assertEquals(varve.output("images"), other.output("images"));
    assertEquals(varve.output("inspect", "shop"), other.output("inspect", "shop"));
  }

  @Test
  void save_toStandardOutput_isTheSameArchive() throws IOException {
    Path file = directory.resolve("images.tar");
    varve.output("save", "-o", file.toString(), shop);
    Outcome outcome = varve.run("save", shop);
    assertEquals(0, outcome.status(), outcome.err());
    assertArrayEquals(Files.readAllBytes(file), outcome.bytes());
    TestCaller other = new TestCaller(directory.resolve("other")).input(outcome.bytes());
    assertEquals("Loaded image ID: sha256:" + shop + "\n", other.output("load"));
  }

  @ParameterizedTest
  @CsvSource({"gzip,", "gzip,1", "gzip,0", "zstd,", "zstd,19"})
  void save_compressed_isTheSameImageElsewhere(String type, @Nullable String level)
      throws IOException {
    List<String> save = new ArrayList<>(List.of("save", "--compression", type));
    if (level != null) {
      save.addAll(List.of("--compression-level", level));
    }
    save.add("shop");
    Outcome outcome = varve.run(save.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.err());
    assertArrayEquals(outcome.bytes(), varve.run(save.toArray(String[]::new)).bytes());
    TestCaller other = new TestCaller(directory.resolve("other")).input(outcome.bytes());
    other.output("load");
    assertEquals(varve.output("inspect", "shop"), other.output("inspect", "shop"));
    assertEquals("", other.run("verify").err());
  }

  @ParameterizedTest
  @CsvSource({
    "xz,,xz is no compression of layers",
    "gzip,10,gzip has no level 10",
    "gzip,best,gzip has no level best",
    "zstd,0,zstd has no level 0",
    "uncompressed,3,a level without a compression",
  })
  void save_withACompressionThatThereIsNot_isAUsageError(
      String type, @Nullable String level, String message) {
    List<String> save = new ArrayList<>(List.of("save", "--compression", type));
    if (level != null) {
      save.addAll(List.of("--compression-level", level));
    }
    save.add("shop");
    Outcome outcome = varve.run(save.toArray(String[]::new));
    assertEquals(2, outcome.status());
    // Quotes mean something to the source of these values.
    assertTrue(outcome.err().replace("'", "").contains(message), outcome.err());
    assertEquals(0, outcome.bytes().length);
  }

  @Test
  void save_ofSomethingMissing_leavesNoFile() throws IOException {
    Path file = directory.resolve("images.tar");
    assertEquals(1, varve.run("save", "-o", file.toString(), "nonesuch").status());
    try (var files = Files.list(directory)) {
      assertEquals(List.of("store"), files.map(each -> each.getFileName().toString()).toList());
    }
  }

  @Test
  void load_ofSomethingElse_fails() {
    Outcome outcome = varve.input("no archive".getBytes(StandardCharsets.UTF_8)).run("load");
    assertEquals(3, outcome.status(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertEquals(3, varve.run("load", "-i", directory + "/nonesuch").status());
  }

  @Test
  void import_withChanges_makesAnImage() throws IOException {
    byte[] tar;
    try (Store store = Store.open(varve.root(), TestCaller.CLOCK)) {
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      store
          .layers()
          .get(store.images().resolve("base:1").config().diffIds().getFirst())
          .writeTar(out);
      tar = out.toByteArray();
    }
    String id =
        varve
            .input(tar)
            .output(
                "import",
                "-c",
                "ENV A=1 B=two",
                "-c",
                "CMD [\"sh\"]",
                "-c",
                "WORKDIR /srv",
                "--platform",
                "linux/arm64",
                "-",
                "root:fs")
            .strip();
    assertEquals(
        id
            + " arm64 [PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin A=1 B=two] [sh] /srv Imported from -\n",
        varve.output(
            "inspect",
            "-f",
            "{{.Id}} {{.Architecture}} {{.Config.Env}} {{.Config.Cmd}} {{.Config.WorkingDir}} {{.Comment}}",
            "root:fs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"RUN true", "COPY a b", "FROM x", "NONSENSE 1", "ENV", "'CMD x\nRUN y'"})
  void import_withAChangeThatDoesMore_isRefused(String change) {
    Outcome outcome = varve.run("import", "-c", change.replace("\\n", "\n"), "-");
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("varve: --change"), outcome.err());
  }
}
