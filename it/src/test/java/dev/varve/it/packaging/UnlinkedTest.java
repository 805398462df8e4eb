package dev.varve.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What packaging makes of pattern switches and of the methods of records answers what the JDK's own
 * call sites answer.
 */
class UnlinkedTest {
  private static final String SAMPLE =
      """
      import java.util.*;

      public class Sample {
        sealed interface Shape permits Circle, Square, Group {}
        record Circle(int radius) implements Shape {}
        record Square(int side, String name) implements Shape {}
        record Group(List<Shape> shapes) implements Shape {}
        record Everything(boolean z, byte b, short s, char c, int i, long l, float f, double d,
            String t, Object o, int[] a) {}
        record Nothing() {}
        record Box<T>(T value) {}
        enum Color { RED, GREEN, BLUE }
        sealed interface Named permits Planet, Star {}
        enum Planet implements Named { EARTH, MARS }
        record Star(String name) implements Named {}

        static String shape(Shape shape) {
          return switch (shape) {
            case Circle(int r) when r > 10 -> "large circle";
            case Circle(int r) when r > 5 -> "circle";
            case Circle c -> "small " + c;
            case Square(int side, String name) when name.isEmpty() -> "square " + side;
            case Square(int side, String name) -> name;
            case Group(List<Shape> shapes) -> "group of " + shapes.size();
          };
        }

        static String any(Object object) {
          return switch (object) {
            case null -> "null";
            case Integer i when i > 100 -> "many";
            case Integer i -> "integer " + i;
            case String s when s.length() > 3 -> "long";
            case String s -> s;
            case Color c when c == Color.GREEN -> "green";
            case Color c -> "color";
            case int[] a -> "ints " + a.length;
            case Box<?>(String s) -> "box of " + s;
            case Box<?>(var other) -> "box";
            default -> object.getClass().getName();
          };
        }

        static String text(String text) {
          return switch (text) {
            case "a" -> "first";
            case "b" -> "second";
            case String s when s.startsWith("c") -> "c...";
            case String s -> "none";
          };
        }

        static String number(Integer number) {
          return switch (number) {
            case 1 -> "one";
            case 1000 -> "thousand";
            case Integer i when i > 5 -> "more";
            case Integer i -> "less";
          };
        }

        static String color(Color color) {
          return switch (color) {
            case RED -> "red";
            case Color c when c.ordinal() == 1 -> "second";
            case BLUE -> "blue";
            case Color c -> "other";
          };
        }

        static String named(Named named) {
          return switch (named) {
            case Planet.EARTH -> "here";
            case Planet p -> "planet";
            case Star(String name) -> name;
          };
        }

        static Everything everything(int seed) {
          return new Everything(seed % 2 == 0, (byte) seed, (short) seed, (char) ('a' + seed), seed,
              seed * 10_000_000_000L, seed == 3 ? Float.NaN : seed / 3f, seed == 4 ? -0.0 : seed / 7.0,
              seed == 5 ? null : "t" + seed, seed == 6 ? null : List.of(seed), null);
        }

        public static String results() {
          StringBuilder out = new StringBuilder();
          List<Shape> shapes = List.of(new Circle(1), new Circle(7), new Circle(70),
              new Square(2, ""), new Square(2, "x"), new Group(List.of(new Circle(3))));
          for (Shape shape : shapes) {
            out.append(shape(shape)).append(' ').append(shape).append(shape.hashCode()).append('\\n');
          }
          for (Object o : Arrays.asList(null, 3, 300, "ab", "abcd", Color.RED, Color.GREEN,
              new int[2], new Box<>("s"), new Box<>(1), new Box<>(null), 1.5)) {
            out.append(any(o)).append('\\n');
          }
          for (String s : List.of("a", "b", "cd", "d")) {
            out.append(text(s)).append('\\n');
          }
          for (int i : new int[] {1, 2, 1000, 7}) {
            out.append(number(i)).append('\\n');
          }
          for (Color c : Color.values()) {
            out.append(color(c)).append('\\n');
          }
          for (Named n : List.of(Planet.EARTH, Planet.MARS, new Star("sun"))) {
            out.append(named(n)).append('\\n');
          }
          List<Object> values = new ArrayList<>(List.of(new Nothing(), new Nothing(), "other"));
          for (int i = 0; i < 8; i++) {
            values.add(everything(i));
            values.add(everything(i));
          }
          values.add(new Everything(false, (byte) 0, (short) 0, 'a', 4, 0, 0, 0.0, "", "", null));
          for (Object a : values) {
            out.append(a).append(' ').append(a.hashCode());
            for (Object b : values) {
              out.append(a.equals(b) ? '=' : '-');
            }
            out.append(a.equals(null)).append('\\n');
          }
          try {
            shape(null);
          } catch (NullPointerException e) {
            out.append("null is refused");
          }
          return out.toString();
        }
      }
      """;

  @TempDir Path directory;
  private Path plain;
  private Path rewritten;

  @BeforeEach
  void compile() throws Exception {
    Path tool = Files.createDirectory(directory.resolve("tool"));
    plain = Files.createDirectory(directory.resolve("plain"));
    rewritten = Files.createDirectory(directory.resolve("rewritten"));
    javac(tool, root().resolve(".build/Unlinked.java"));
    javac(plain, Files.writeString(directory.resolve("Sample.java"), SAMPLE));
    try (URLClassLoader loader = loader(tool);
        URLClassLoader sample = loader(plain)) {
      Class<?> type = loader.loadClass("Unlinked");
      Constructor<?> constructor = type.getDeclaredConstructor(ClassHierarchyResolver.class);
      Method rewrite = type.getDeclaredMethod("rewrite", byte[].class);
      constructor.setAccessible(true);
      rewrite.setAccessible(true);
      Object unlinked = constructor.newInstance(ClassHierarchyResolver.ofResourceParsing(sample));
      for (Path file : classes(plain)) {
        byte[] bytes = (byte[]) rewrite.invoke(unlinked, (Object) Files.readAllBytes(file));
        Files.write(rewritten.resolve(file.getFileName()), bytes);
      }
    }
  }

  private static Path root() {
    Path module = Path.of("").toAbsolutePath();
    return Files.exists(module.resolve(".build")) ? module : module.getParent();
  }

  private static void javac(Path to, Path source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertEquals(0, compiler.run(null, null, null, "-d", to.toString(), source.toString()));
  }

  private static URLClassLoader loader(Path classes) throws Exception {
    return new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
  }

  private static List<Path> classes(Path directory) throws Exception {
    List<Path> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory, "*.class")) {
      files.forEach(found::add);
    }
    return found;
  }

  private static String results(Path classes) throws Exception {
    try (URLClassLoader loader = loader(classes)) {
      return (String) loader.loadClass("Sample").getMethod("results").invoke(null);
    }
  }

  @Test
  void rewrittenClasses_answerAsBefore() throws Exception {
    String expected = results(plain);
    assertTrue(expected.contains("null is refused"), expected);
    assertEquals(expected, results(rewritten));
  }

  @Test
  void rewrittenClasses_areValidAndLinkLess() throws Exception {
    ClassFile format = ClassFile.of();
    assertEquals(29, linked(plain, format));
    // Those over the primitive component of Circle and over constants of enums.
    assertEquals(3, linked(rewritten, format));
    try (URLClassLoader loader = loader(rewritten)) {
      ClassFile checker =
          ClassFile.of(
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)));
      for (Path file : classes(rewritten)) {
        assertEquals(List.of(), checker.verify(Files.readAllBytes(file)), file.toString());
      }
    }
  }

  /** How many call sites of switches and of records are left to be linked at run time. */
  private static long linked(Path directory, ClassFile format) throws Exception {
    long count = 0;
    for (Path file : classes(directory)) {
      ClassModel model = format.parse(Files.readAllBytes(file));
      for (MethodModel method : model.methods()) {
        count +=
            method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(element -> element instanceof InvokeDynamicInstruction call && isOne(call))
                .count();
      }
    }
    return count;
  }

  private static boolean isOne(InvokeDynamicInstruction call) {
    return call.bootstrapMethod().owner().descriptorString().startsWith("Ljava/lang/runtime/");
  }
}
