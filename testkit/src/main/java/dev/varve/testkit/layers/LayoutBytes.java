package dev.varve.testkit.layers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes the tar of an OCI image layout, and the documents that lie in it. */
final class LayoutBytes {
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";

  private final TarBytes tar =
      new TarBytes().file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String hex(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String digest(byte[] content) {
    return "sha256:" + hex(content);
  }

  static String path(byte[] content) {
    return "blobs/sha256/" + hex(content);
  }

  /**
   * A descriptor.
   *
   * @param more further members, each with a comma before it
   */
  static String descriptor(String mediaType, byte[] content, String more) {
    return descriptor(mediaType, digest(content), content.length, more);
  }

  static String descriptor(String mediaType, String digest, long size, String more) {
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + size
        + more
        + "}";
  }

  /** A config with the given layers, uncompressed. */
  static byte[] config(byte[]... layers) {
    StringBuilder ids = new StringBuilder();
    for (byte[] layer : layers) {
      ids.append(ids.isEmpty() ? "" : ",").append('"').append(digest(layer)).append('"');
    }
    return configOf(ids.toString());
  }

  static byte[] configOf(String diffIds) {
    return utf8(
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},"
            + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
            + diffIds
            + "]}}");
  }

  static byte[] manifest(byte[] config, byte[]... layers) {
    StringBuilder descriptors = new StringBuilder();
    for (byte[] layer : layers) {
      descriptors.append(descriptors.isEmpty() ? "" : ",").append(descriptor(LAYER, layer, ""));
    }
    return manifestOf(descriptor(CONFIG, config, ""), descriptors.toString());
  }

  static byte[] manifestOf(String config, String layers) {
    return utf8(
        "{\"schemaVersion\":2,\"mediaType\":\""
            + MANIFEST
            + "\",\"config\":"
            + config
            + ",\"layers\":["
            + layers
            + "]}");
  }

  static byte[] index(String mediaType, String manifests) {
    return utf8(
        "{\"schemaVersion\":2,\"mediaType\":\""
            + mediaType
            + "\",\"manifests\":["
            + manifests
            + "]}");
  }

  LayoutBytes blobs(byte[]... contents) {
    for (byte[] content : contents) {
      blob(path(content), content);
    }
    return this;
  }

  /** A file under any name. */
  LayoutBytes blob(String path, byte[] content) {
    tar.header(path, '0', content.length).data(content);
    return this;
  }

  LayoutBytes symlink(String path, String target) {
    tar.symlink(path, target);
    return this;
  }

  LayoutBytes hardlink(String path, String target) {
    tar.hardlink(path, target);
    return this;
  }

  LayoutBytes dir(String path) {
    tar.dir(path);
    return this;
  }

  /** The file index.json with one manifest. */
  LayoutBytes image(byte[] manifest) {
    return index(descriptor(MANIFEST, manifest, ""));
  }

  LayoutBytes index(String descriptors) {
    return blob("index.json", index(INDEX, descriptors));
  }

  byte[] end() {
    return tar.end();
  }
}
