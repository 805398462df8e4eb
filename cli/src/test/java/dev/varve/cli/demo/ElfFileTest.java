package dev.varve.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ElfFileTest {
  @TempDir private Path directory;

  private ElfFile read(byte[] bytes) throws IOException {
    return ElfFile.read(Files.write(directory.resolve("file"), bytes)).orElseThrow();
  }

  @Test
  void program_of64Bits_givesLoaderAndLibraries() throws IOException {
    ElfFile file =
        read(
            ElfBytes.x86()
                .interpreter("/lib64/ld.so")
                .needs("liba.so.1", "libc.so.6")
                .runpath("$ORIGIN/../lib:/opt/lib")
                .bytes());
    assertEquals(Optional.of("/lib64/ld.so"), file.interpreter());
    assertEquals(List.of("liba.so.1", "libc.so.6"), file.needed());
    assertEquals(List.of("$ORIGIN/../lib", "/opt/lib"), file.runpath());
    assertEquals(List.of(), file.rpath());
  }

  @Test
  void program_of32BitsBigEndian_isReadAsSuch() throws IOException {
    ElfFile file =
        read(ElfBytes.s390().interpreter("/lib/ld.so.1").needs("libc.so.6").rpath("/a:/b").bytes());
    assertEquals(Optional.of("/lib/ld.so.1"), file.interpreter());
    assertEquals(List.of("libc.so.6"), file.needed());
    assertEquals(List.of("/a", "/b"), file.rpath());
    assertNotEquals(read(ElfBytes.x86().needs("libc.so.6").bytes()).kind(), file.kind());
  }

  @Test
  void program_staticallyLinked_needsNothing() throws IOException {
    ElfFile file = read(ElfBytes.x86().bytes());
    assertEquals(Optional.empty(), file.interpreter());
    assertEquals(List.of(), file.needed());
  }

  @Test
  void script_andShortFile_areNoElfFiles() throws IOException {
    for (String text : List.of("", "#!/bin/sh\n", "#!/bin/sh\nexec /usr/bin/grep -E \"$@\"\n")) {
      Path file = Files.writeString(directory.resolve("script"), text);
      assertTrue(ElfFile.read(file).isEmpty(), text);
    }
  }

  @Test
  void file_cutAnywhere_isDamagedAndNothingWorse() {
    byte[] whole = ElfBytes.x86().interpreter("/lib64/ld.so").needs("libc.so.6").bytes();
    for (int size = 16; size < whole.length; size++) {
      byte[] cut = Arrays.copyOf(whole, size);
      IOException failure = assertThrows(IOException.class, () -> read(cut));
      assertEquals(directory.resolve("file") + ": damaged ELF file", failure.getMessage());
    }
  }

  @Test
  void ownPrograms_ofThisMachine_areRead() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ElfFile file = ElfFile.read(java).orElseThrow();
    assertTrue(Files.exists(Path.of(file.interpreter().orElseThrow())), file.toString());
    assertTrue(file.needed().stream().anyMatch(name -> name.startsWith("libc.")), file.toString());
  }
}
