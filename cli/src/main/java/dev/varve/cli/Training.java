package dev.varve.cli;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.Console.Terminal;
import dev.varve.linux.GateLibrary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The training run for the AOT cache: the commands that people wait for, one after the other in one
 * JVM. What it loads and links is then ready at the start of every command. Part of packaging, not
 * of the product's use.
 */
public final class Training {
  private static final String DOCKERFILE =
      """
      # syntax=docker/dockerfile:1
      ARG BASE=scratch
      FROM ${BASE} AS build
      WORKDIR /src
      ENV MODE=fast PATH="/bin:${PATH}"
      COPY *.txt ./
      COPY --chmod=755 program /bin/program
      %s
      COPY --chown=1:2 . .
      FROM scratch
      LABEL purpose="training"
      COPY --from=build /src /srv/
      COPY <<EOF /etc/note
      made for ${MODE:-nobody}
      EOF
      EXPOSE 80
      USER 1000
      ENTRYPOINT ["/srv/program"]
      CMD ["--help"]
      """;

  private final Path scratch;

  private Training(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * Trains; {@code args[0]} is an empty directory for its files. Writes the library for system
   * calls to {@code args[1]} first, so that what it trains is what the launcher starts. With a
   * third argument it talks to a registry as well, which is for a cache of its own: what that takes
   * is much, and most commands do without.
   */
  public static void main(String[] args) throws IOException {
    if (Files.notExists(Path.of(args[1]))) {
      GateLibrary.write(Path.of(args[1]));
    }
    // What only the real entry point uses.
    System.out.println(List.of(Varve.class, Interruption.class, Interruption.Hook.class));
    Runtime.getRuntime().addShutdownHook(new Thread());
    Training training = new Training(Path.of(args[0]));
    training.run();
    if (args.length > 2) {
      training.registry();
    }
  }

  private void run() throws IOException {
    succeed("version");
    succeed("help");
    succeed("build", "--help");
    fail("nonesuch");
    fail("version", "--nonesuch");
    build();
    succeed("images");
    succeed("images", "--format", "{{.Repository}}");
    succeed("history", "training");
    succeed("inspect", "training");
    succeed("inspect", "--format", "{{json .Config}}", "training");
    succeed("tag", "training", "other");
    Path archive = scratch.resolve("archive.tar");
    succeed("save", "-o", archive.toString(), "training");
    succeed("load", "-i", archive.toString());
    succeed("rmi", "other");
    succeed("ps", "-a");
    fail("inspect", "nonesuch");
    succeed("du");
    succeed("prune", "--force");
  }

  private void registry() throws IOException {
    try (TrainingRegistry registry = new TrainingRegistry()) {
      String name = registry.host() + "/training";
      Path context = scratch.resolve("context");
      Path dockerfile = context.resolve("Dockerfile");
      Files.writeString(dockerfile, "FROM training\nCOPY a.txt /\n");
      succeed("tag", "training", name);
      succeed("push", name);
      String cache = "type=registry,mode=max,ref=" + name + ":cache";
      succeed("build", "--push", "-t", name, "--cache-to", cache, context.toString());
      succeed("push", name);
      Path other = scratch.resolve("other");
      Files.writeString(dockerfile, "FROM " + name + "\nCOPY a.txt /again\n");
      succeed("--root", other.toString(), "pull", name);
      String from = name + ":cache";
      succeed("build", "--pull", "--push", "-t", name, "--cache-from", from, context.toString());
      succeed("--root", other.toString(), "pull", name);
    }
  }

  private void build() throws IOException {
    Path context = Files.createDirectories(scratch.resolve("context/sub"));
    Path above = scratch.resolve("context");
    for (int i = 0; i < 20; i++) {
      Files.writeString(context.resolve("file" + i), "x".repeat(i * 1000));
    }
    Files.writeString(above.resolve("a.txt"), "one");
    Files.writeString(above.resolve(".dockerignore"), "**/*.log\n!keep.log\n");
    Files.write(above.resolve("program"), program());
    Path dockerfile = above.resolve("Dockerfile");
    // Not every machine that builds Varve may run containers; then that part goes without training.
    Files.writeString(dockerfile, DOCKERFILE.formatted("RUN [\"/bin/program\"]"));
    boolean runs = call("build", "-t", "training", above.toString()) == 0;
    if (!runs) {
      Files.writeString(dockerfile, DOCKERFILE.formatted(""));
    }
    for (String display : List.of("plain", "tty", "rawjson", "quiet")) {
      Files.writeString(above.resolve("a.txt"), display);
      succeed("build", "--progress", display, "-t", "training", above.toString());
      succeed("build", "--progress", display, "-t", "training", above.toString());
    }
    Files.writeString(dockerfile, "FROM training\nCOPY nonesuch /\n");
    fail("build", above.toString());
    if (runs) {
      Files.writeString(
          dockerfile,
          """
          FROM scratch
          COPY --chmod=755 program /
          COPY <<EOF /etc/passwd
          root:x:0:0:root:/root:/bin/sh
          EOF
          COPY <<EOF /etc/group
          root:x:0:root
          EOF
          CMD ["/program"]
          """);
      succeed("build", "-q", "-t", "runs", above.toString());
      succeed("run", "--rm", "runs");
      succeed("run", "--name", "kept", "runs");
      // Whether they are installed or not: what looks for them is trained.
      succeed("run", "--rm", "--isolation", "builtin", "runs");
      call("run", "--rm", "--isolation", "crun", "runs");
      call("run", "--rm", "--isolation", "runc", "runs");
      succeed("ps", "-a");
      succeed("logs", "kept");
      succeed("diff", "kept");
      succeed("rm", "kept");
    }
  }

  /** The smallest program there is: a static executable that ends with status 0. */
  private static byte[] program() {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    // mov $60,%eax; xor %edi,%edi; syscall - and: mov x8,#93; mov x0,#0; svc #0
    byte[] code = HexFormat.of().parseHex(arm ? "a80b8052000080d2010000d4" : "b83c00000031ff0f05");
    int headers = 64 + 56;
    long base = 0x400000;
    ByteBuffer elf = ByteBuffer.allocate(headers + code.length).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(HexFormat.of().parseHex("7f454c46020101000000000000000000"));
    elf.putShort((short) 2).putShort((short) (arm ? 183 : 62)).putInt(1);
    elf.putLong(base + headers).putLong(64).putLong(0).putInt(0);
    elf.putShort((short) 64).putShort((short) 56).putShort((short) 1);
    elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    elf.putInt(1).putInt(5).putLong(0).putLong(base).putLong(base);
    elf.putLong(elf.capacity()).putLong(elf.capacity()).putLong(0x1000);
    elf.put(code);
    return elf.array();
  }

  private void succeed(String... words) {
    expect(true, words);
  }

  private void fail(String... words) {
    expect(false, words);
  }

  private void expect(boolean success, String... words) {
    int status = call(words);
    if ((status == 0) != success) {
      throw new IllegalStateException(List.of(words) + " gave " + status);
    }
  }

  private int call(String... words) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            errors,
            Terminal.NONE);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("VARVE_ROOT", scratch.resolve("store").toString());
    Caller caller = new Caller(console, environment, Clock.systemUTC(), "");
    int status = new CommandLine(caller).run(List.of(words));
    System.out.println(
        List.of(words) + ": " + status + "\n" + errors.toString(StandardCharsets.UTF_8));
    return status;
  }
}
