package dev.varve.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.testkit.Requires;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of the gate are what its sources assemble to, and both gates lead into the kernel. */
class GateLibraryTest {
  @TempDir Path directory;

  @Test
  void code_x86_isTheSourceAssembled() throws Exception {
    Requires.that(Numbers.isX86(), "an x86_64 assembler");
    Requires.command("as", "objcopy");
    assertArrayEquals(GateCode.X86_64.bytes(), assembled("as", "objcopy", "gate-x86_64.s"));
  }

  @Test
  void code_aarch64_isTheSourceAssembled() throws Exception {
    Requires.command("aarch64-linux-gnu-as", "aarch64-linux-gnu-objcopy");
    assertArrayEquals(
        GateCode.AARCH64.bytes(),
        assembled("aarch64-linux-gnu-as", "aarch64-linux-gnu-objcopy", "gate-aarch64.s"));
  }

  /** 119 bytes and the padding make two blocks; the state is then the digest. */
  @Test
  void functions_onAarch64_doTheSame() throws Exception {
    Requires.command("aarch64-linux-gnu-as", "aarch64-linux-gnu-ld", "qemu-aarch64-static");
    byte[] message = new byte[119];
    new Random(3).nextBytes(message);
    ByteBuffer blocks = ByteBuffer.allocate(128).put(message).put((byte) 0x80);
    blocks.putLong(120, 8L * message.length);
    Files.write(directory.resolve("gate.bin"), GateCode.AARCH64.bytes());
    Files.write(directory.resolve("data.bin"), blocks.array());
    Path object = directory.resolve("d.o");
    Path program = directory.resolve("d");
    Path source = Path.of("src/test/asm/gate-test-aarch64.s").toAbsolutePath();
    run(
        "aarch64-linux-gnu-as",
        "-I",
        directory.toString(),
        "-o",
        object.toString(),
        source.toString());
    // Code and state in one segment, which has to be writable.
    run("aarch64-linux-gnu-ld", "-N", "-o", program.toString(), object.toString());
    Process process = new ProcessBuilder("qemu-aarch64-static", program.toString()).start();
    byte[] output = process.getInputStream().readAllBytes();
    int newLine = 1 + "spawned".length();
    assertEquals("spawned\n", new String(output, 0, newLine, StandardCharsets.UTF_8));
    ByteBuffer state = ByteBuffer.wrap(output, newLine, 32).slice();
    assertEquals(0, process.waitFor());
    int[] words = new int[8];
    state.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    int[] expected = new int[8];
    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(message))
        .asIntBuffer()
        .get(expected);
    assertArrayEquals(expected, words);
  }

  /** See {@link DigestCheck}. */
  @Test
  void digests_throughTheLibrary_areTheJdks() throws Exception {
    Path library = directory.resolve("libgate.so");
    GateLibrary.write(library);
    String answer = java(library.toString(), DigestCheck.class, List.of());
    // Processors without the instructions have nothing to compare.
    assertTrue(answer.equals("same") || answer.equals("unavailable"), answer);
  }

  @Test
  void digests_withoutLibrary_areNotOffered() throws Exception {
    assertEquals("unavailable", java(null, DigestCheck.class, List.of()));
  }

  /** See {@link ChildCheck}. */
  @Test
  void children_throughTheLibrary_areLikeTheJdks() throws Exception {
    Path library = directory.resolve("libgate.so");
    GateLibrary.write(library);
    List<String> scripts = List.of(Files.createDirectory(directory.resolve("s")).toString());
    String through = java(library.toString(), ChildCheck.class, scripts);
    assertEquals(CHILDREN.formatted("ENOENT"), through);
    assertEquals(CHILDREN.formatted("by the JDK"), java(null, ChildCheck.class, scripts));
  }

  private static final String CHILDREN =
      """
      streams out text, err text, 0
      environment 0
      status 7
      signalled 137
      killed true, 137, false
      interrupted yes
      missing %s
      many 100
      descriptors closed
      """;

  private byte[] assembled(String as, String objcopy, String source) throws Exception {
    Path object = directory.resolve("g.o");
    Path binary = directory.resolve("g.bin");
    Path file = Path.of("src/main/asm", source).toAbsolutePath();
    run(as, "-o", object.toString(), file.toString());
    run(objcopy, "-O", "binary", "-j", ".text", object.toString(), binary.toString());
    return Files.readAllBytes(binary);
  }

  @Test
  void write_existingFile_isRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("libgate.so"));
    assertThrows(FileAlreadyExistsException.class, () -> GateLibrary.write(file));
  }

  @Test
  void calls_throughTheLibrary_answerLikeThoseWithout() throws Exception {
    Path library = directory.resolve("libgate.so");
    GateLibrary.write(library);
    String answers = answers(library.toString());
    assertEquals("open=true " + SIX_ARGUMENTS, answers);
  }

  @Test
  void calls_withoutLibrary_workAllTheSame() throws Exception {
    assertEquals("open=false " + SIX_ARGUMENTS, answers(null));
  }

  @Test
  void calls_withSomethingElseForALibrary_workAllTheSame() throws Exception {
    Path text = Files.writeString(directory.resolve("text.so"), "no library\n");
    assertEquals("open=false " + SIX_ARGUMENTS, answers(text.toString()));
    assertEquals("open=false " + SIX_ARGUMENTS, answers("relative.so"));
    assertEquals("open=false " + SIX_ARGUMENTS, answers(directory.resolve("none.so").toString()));
  }

  @Test
  void load_nothing_isNotOpen() {
    assertFalse(KernelGate.load(null));
  }

  private static final String SIX_ARGUMENTS = "read=tent errno=" + Errno.EBADF + " text=content";

  private String answers(@Nullable String library) throws Exception {
    String file = directory.resolve("file" + System.nanoTime()).toString();
    return java(library, Calls.class, List.of(file));
  }

  /** What a main class prints in a JVM that is told of the library. */
  private static String java(@Nullable String library, Class<?> main, List<String> arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
    if (library != null) {
      command.add("-D" + KernelGate.PROPERTY + "=" + library);
    }
    command.add(main.getName());
    command.addAll(arguments);
    return run(command.toArray(String[]::new));
  }

  /** Prints what a few calls answer: one with six arguments that matter, and one that fails. */
  static final class Calls {
    public static void main(String[] args) throws Exception {
      Path file = Path.of(args[0]);
      Path copy = Path.of(args[0] + ".copy");
      byte[] four = new byte[4];
      try (FileHandle from = FileHandle.create(file, 0600);
          FileHandle to = FileHandle.create(copy, 0600)) {
        from.write("content".getBytes(StandardCharsets.UTF_8), 0, 7);
        from.pread(four, 0, 4, 3);
        long copied = RangeCopy.copy(from, to, 0, 7);
        if (copied != 7) {
          throw new IOException("copied " + copied);
        }
      }
      long failed = Syscall.call(Scratch.fresh(), Numbers.FSYNC, -1);
      System.out.print(
          "open="
              + KernelGate.OPEN
              + " read="
              + new String(four, StandardCharsets.UTF_8)
              + " errno="
              + -failed
              + " text="
              + Files.readString(copy));
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectInput(new File("/dev/null"))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
