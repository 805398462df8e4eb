package dev.varve.registry.client;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.MediaTypes;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.SeenRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** What tests of a repository have in common: some content, and short ways to move it. */
final class RepositoryFixture {
  static final Predicate<String> MANIFESTS = path -> path.contains("/manifests/");
  static final Predicate<String> BLOBS = path -> path.contains("/blobs/sha256");
  static final Predicate<String> UPLOADS = path -> path.contains("/blobs/uploads/");

  private RepositoryFixture() {}

  /** Bytes that are nothing in particular, the same each time. */
  static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  static Descriptor descriptor(byte[] content) {
    return new Descriptor(MediaTypes.OCI_LAYER, Digest.sha256Of(content), content.length);
  }

  static byte[] download(Scene scene, byte[] expected) throws IOException, InterruptedException {
    return download(scene, descriptor(expected), 0);
  }

  static byte[] download(Scene scene, Descriptor blob, long from)
      throws IOException, InterruptedException {
    try (InputStream in = scene.repository().blob(blob, from)) {
      return in.readAllBytes();
    }
  }

  static void upload(Scene scene, byte[] content) throws IOException, InterruptedException {
    scene
        .repository()
        .upload(
            descriptor(content),
            from -> new ByteArrayInputStream(content, (int) from, content.length - (int) from));
  }

  /** The ranges that a blob was asked for in, in order; the empty string for all of it. */
  static List<String> ranges(Scene scene) {
    return scene.server().requests("GET", BLOBS).stream()
        .map(request -> request.header("Range").orElse(""))
        .toList();
  }

  /** The requests for uploads, as methods. */
  static List<String> uploads(Scene scene) {
    return scene.server().requests().stream()
        .filter(request -> UPLOADS.test(request.path()))
        .map(SeenRequest::method)
        .toList();
  }
}
