package dev.varve.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a machine made of a few files: the loader lies in {@code /lib/arch}. */
final class SharedLibrariesTest {
  private static final String LOADER = "/lib64/ld.so.2";
  @TempDir private Path root;

  @BeforeEach
  void makeMachine() throws IOException {
    library("/lib/arch/ld.so.2");
    Files.createDirectories(root.resolve("lib64"));
    Files.createSymbolicLink(root.resolve("lib64/ld.so.2"), Path.of("/lib/arch/ld.so.2"));
    library("/lib/arch/libc.so.6");
  }

  private void library(String path, String... needs) throws IOException {
    ElfBytes.x86().needs(needs).write(file(path));
  }

  private Path file(String path) {
    return root.resolve(path.substring(1));
  }

  private static ElfBytes program() {
    return ElfBytes.x86().interpreter(LOADER);
  }

  private List<SharedLibraries.Library> librariesOf(ElfBytes program) throws IOException {
    program.write(file("/opt/app/bin/tool"));
    HostFiles host = new HostFiles(root);
    HostFiles.Found found = host.file("/opt/app/bin/tool").orElseThrow();
    return new SharedLibraries(host).of(found, ElfFile.read(host.real(found.path())).orElseThrow());
  }

  private List<String> pathsOf(ElfBytes program) throws IOException {
    return librariesOf(program).stream().map(library -> library.file().path()).toList();
  }

  @Test
  void libraries_ofLibraries_areFoundOnce() throws IOException {
    library("/usr/lib/liba.so.1", "libb.so.1", "libc.so.6");
    library("/usr/lib/libb.so.1", "libc.so.6", "liba.so.1");
    assertEquals(
        List.of(
            "/lib/arch/ld.so.2", "/usr/lib/liba.so.1", "/lib/arch/libc.so.6", "/usr/lib/libb.so.1"),
        pathsOf(program().needs("liba.so.1", "libc.so.6")));
  }

  @Test
  void libraries_ofStaticProgram_areNone() throws IOException {
    assertEquals(List.of(), librariesOf(ElfBytes.x86()));
  }

  @Test
  void library_inRunpath_comesBeforeTheMachines() throws IOException {
    library("/opt/app/lib/liba.so.1");
    library("/usr/lib/liba.so.1");
    assertEquals(
        "/opt/app/lib/liba.so.1",
        pathsOf(program().needs("liba.so.1").runpath("/nowhere:$ORIGIN/../lib")).getLast());
  }

  @Test
  void runpath_isNotForLibrariesOfLibraries_butRpathIs() throws IOException {
    library("/opt/app/lib/liba.so.1", "libb.so.1");
    library("/opt/app/lib/libb.so.1");
    assertEquals(
        "/opt/app/lib/libb.so.1",
        pathsOf(program().needs("liba.so.1").rpath("${ORIGIN}/../lib")).getLast());
    VarveException failure =
        assertThrows(
            VarveException.class,
            () -> librariesOf(program().needs("liba.so.1").runpath("$ORIGIN/../lib")));
    assertEquals(
        "demo: /opt/app/lib/liba.so.1 needs libb.so.1, which is not on this machine",
        failure.getMessage());
  }

  @Test
  void library_ofAnotherMachine_isPassedOver() throws IOException {
    ElfBytes.s390().needs().write(file("/etc-lib/liba.so.1"));
    Files.createDirectories(file("/etc"));
    Files.writeString(file("/etc/ld.so.conf"), "/etc-lib\n");
    library("/usr/lib/liba.so.1");
    assertEquals("/usr/lib/liba.so.1", pathsOf(program().needs("liba.so.1")).getLast());
  }

  @Test
  void library_inConfiguredDirectory_isLinkedBesideTheLoader() throws IOException {
    library("/opt/vendor/liba.so.1");
    Files.createDirectories(file("/etc/ld.so.conf.d"));
    Files.writeString(file("/etc/ld.so.conf"), "# local\ninclude ld.so.conf.d/*.conf\n");
    Files.writeString(file("/etc/ld.so.conf.d/vendor.conf"), "/opt/vendor/ # theirs\n");
    Files.writeString(file("/etc/ld.so.conf.d/ignored"), "/usr/lib\n");
    SharedLibraries.Library library = librariesOf(program().needs("liba.so.1")).getLast();
    assertEquals("/opt/vendor/liba.so.1", library.path());
    assertEquals(Optional.of("/lib/arch/liba.so.1"), library.link());
    assertEquals(Optional.empty(), librariesOf(program().needs("libc.so.6")).getLast().link());
  }

  @Test
  void configuration_thatIncludesItself_ends() throws IOException {
    Files.createDirectories(file("/etc"));
    Files.writeString(file("/etc/ld.so.conf"), "include /etc/ld.so.conf\n/opt/vendor\n");
    assertEquals(
        List.of("/opt/vendor", "/lib/arch", "/lib64", "/usr/lib64"),
        LoaderPath.of(new HostFiles(root), LOADER).subList(0, 4));
  }

  @Test
  void configuration_ofMusl_isItsOwn() throws IOException {
    library("/lib/ld-musl-x86_64.so.1");
    Files.createDirectories(file("/etc"));
    Files.writeString(file("/etc/ld.so.conf"), "/not/for/musl\n");
    Files.writeString(file("/etc/ld-musl-x86_64.path"), "/opt/a:/opt/b\n/opt/c\n");
    assertEquals(
        List.of("/opt/a", "/opt/b", "/opt/c", "/lib"),
        LoaderPath.of(new HostFiles(root), "/lib/ld-musl-x86_64.so.1").subList(0, 4));
  }

  @Test
  void loader_thatIsMissing_isNamed() throws IOException {
    Files.delete(root.resolve("lib64/ld.so.2"));
    VarveException failure =
        assertThrows(VarveException.class, () -> librariesOf(program().needs("libc.so.6")));
    assertEquals(
        "demo: /opt/app/bin/tool needs /lib64/ld.so.2, which is not on this machine",
        failure.getMessage());
  }
}
