package dev.varve.runtime.launch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of the launcher are what its sources assemble to, and do what the sources say. */
class LauncherCodeTest {

  @TempDir Path directory;

  @Test
  void launcherCode_x86_isTheSourceAssembled() throws Exception {
    Requires.that(Architecture.current() == Architecture.X86_64, "an x86_64 assembler");
    Requires.command("as", "objcopy");
    assertAssembles("as", "objcopy", "launcher-x86_64.s", Architecture.X86_64);
  }

  @Test
  void launcherCode_aarch64_isTheSourceAssembled() throws Exception {
    Requires.command("aarch64-linux-gnu-as", "aarch64-linux-gnu-objcopy");
    assertAssembles(
        "aarch64-linux-gnu-as",
        "aarch64-linux-gnu-objcopy",
        "launcher-aarch64.s",
        Architecture.AARCH64);
  }

  private void assertAssembles(String as, String objcopy, String source, Architecture architecture)
      throws Exception {
    Path object = directory.resolve("l.o");
    Path binary = directory.resolve("l.bin");
    Path file = Path.of("src/main/asm", source).toAbsolutePath();
    assertEquals(0, run(as, "-o", object.toString(), file.toString()));
    assertEquals(
        0, run(objcopy, "-O", "binary", "-j", ".text", object.toString(), binary.toString()));
    assertArrayEquals(Files.readAllBytes(binary), architecture.launcherCode());
  }

  @Test
  void program_exitGroup_endsWithStatus() throws Exception {
    SyscallProgram program = new SyscallProgram(Architecture.current());
    program.must("end", Call.EXIT_GROUP, 42);
    assertEquals(42, execute(program));
  }

  @Test
  void program_failedCall_endsWith125() throws Exception {
    SyscallProgram program = new SyscallProgram(Architecture.current());
    program.must("enter", Call.CHDIR, program.string("/no/such/directory"));
    program.must("end", Call.EXIT_GROUP, 0);
    assertEquals(125, execute(program));
  }

  @Test
  void program_attemptedCall_goesOn() throws Exception {
    SyscallProgram program = new SyscallProgram(Architecture.current());
    program.attempt(Call.CHDIR, program.string("/no/such/directory"));
    program.must("end", Call.EXIT_GROUP, 7);
    assertEquals(7, execute(program));
  }

  @Test
  void program_expectation_holdsOrEnds() throws Exception {
    SyscallProgram good = new SyscallProgram(Architecture.current());
    good.expect(ProcessHandle.current().pid(), "parent", Call.GETPPID);
    good.must("end", Call.EXIT_GROUP, 3);
    assertEquals(3, execute(good));
    SyscallProgram bad = new SyscallProgram(Architecture.current());
    bad.expect(1L << 40, "parent", Call.GETPPID);
    bad.must("end", Call.EXIT_GROUP, 3);
    assertEquals(125, execute(bad));
  }

  @Test
  void program_branch_isTakenWhenNotZero() throws Exception {
    SyscallProgram program = new SyscallProgram(Architecture.current());
    SyscallProgram.Label there = new SyscallProgram.Label();
    program.branch(there, "never", Call.UMASK, 0); // the mask so far
    program.must("end", Call.EXIT_GROUP, 1);
    program.place(there);
    SyscallProgram.Label nowhere = new SyscallProgram.Label();
    program.branch(nowhere, "now 0", Call.UMASK, 022);
    program.must("end", Call.EXIT_GROUP, 2);
    program.place(nowhere);
    program.must("end", Call.EXIT_GROUP, 4);
    assertEquals(2, execute(program));
  }

  @Test
  void program_forked_bothSidesRun() throws Exception {
    SyscallProgram program = new SyscallProgram(Architecture.current());
    SyscallProgram.Label parent = new SyscallProgram.Label();
    program.branch(parent, "fork", Call.CLONE, Linux.SIGCHLD, 0, 0, 0, 0);
    program.must("say", Call.WRITE, 1, program.string("child\n"), 6);
    program.must("end", Call.EXIT_GROUP, 0);
    program.place(parent);
    program.must("wait", Call.WAIT4, -1, program.longs(0), 0, 0);
    program.must("say", Call.WRITE, 1, program.string("parent\n"), 7);
    program.must("end", Call.EXIT_GROUP, 0);
    Path file = directory.resolve("launcher");
    LauncherFile.write(program, file);
    Process process = new ProcessBuilder(file.toString()).start();
    assertEquals("child\nparent\n", output(process));
  }

  @Test
  void program_executed_passesArgumentsAndEnvironment() throws Exception {
    Requires.command("sh");
    SyscallProgram program = new SyscallProgram(Architecture.current());
    program.must(
        "execute",
        Call.EXECVE,
        program.string("/bin/sh"),
        program.strings(List.of("sh", "-c", "echo \"$1 $A\"", "x", "é b")),
        program.strings(List.of("A=ö")));
    Path file = directory.resolve("launcher");
    LauncherFile.write(program, file);
    Process process = new ProcessBuilder(file.toString()).start();
    assertEquals("é b ö\n", output(process));
  }

  @Test
  void program_onAarch64_doesTheSame() throws Exception {
    Requires.command("qemu-aarch64-static");
    SyscallProgram program = new SyscallProgram(Architecture.AARCH64);
    SyscallProgram.Label there = new SyscallProgram.Label();
    program.attempt(Call.CHDIR, program.string("/no/such/directory"));
    program.branch(there, "never 0", Call.GETPPID);
    program.must("end", Call.EXIT_GROUP, 1);
    program.place(there);
    program.must("say", Call.WRITE, 1, program.string("hello\n"), 6);
    program.expect(1L << 40, "parent", Call.GETPPID);
    program.must("end", Call.EXIT_GROUP, 2);
    Path file = directory.resolve("launcher");
    LauncherFile.write(program, file);
    Process process = new ProcessBuilder("qemu-aarch64-static", file.toString()).start();
    assertEquals("hello\n", output(process));
    assertEquals(125, process.waitFor());
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private int execute(SyscallProgram program) throws Exception {
    Path file = directory.resolve("launcher" + System.nanoTime());
    LauncherFile.write(program, file);
    return run(file.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
