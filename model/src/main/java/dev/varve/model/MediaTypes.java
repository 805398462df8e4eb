package dev.varve.model;

/** Media types of the OCI image spec and their Docker forerunners. */
public final class MediaTypes {
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  public static final String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_INDEX =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  public static final String DOCKER_LAYER_GZIP =
      "application/vnd.docker.image.rootfs.diff.tar.gzip";

  private static final String DOCKER_LAYER_ZSTD =
      "application/vnd.docker.image.rootfs.diff.tar.zstd";

  private static final String OCI_LAYER_FOREIGN =
      "application/vnd.oci.image.layer.nondistributable.v1.tar";
  private static final String DOCKER_LAYER_FOREIGN =
      "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

  private MediaTypes() {}

  public static boolean isManifest(String type) {
    return type.equals(OCI_MANIFEST) || type.equals(DOCKER_MANIFEST);
  }

  /** Whether a layer of that type can be applied: a tar, of whatever compression, not encrypted. */
  public static boolean isLayer(String type) {
    int plus = type.indexOf('+');
    String tar = plus < 0 ? type : type.substring(0, plus);
    if (tar.equals(OCI_LAYER) || tar.equals(OCI_LAYER_FOREIGN)) {
      return !type.endsWith("+encrypted");
    }
    return type.equals(DOCKER_LAYER)
        || type.equals(DOCKER_LAYER_GZIP)
        || type.equals(DOCKER_LAYER_ZSTD)
        || type.equals(DOCKER_LAYER_FOREIGN);
  }

  /** The type of the OCI image spec that says the same as one of Docker's; others as they are. */
  public static String toOci(String type) {
    return switch (type) {
      case DOCKER_MANIFEST -> OCI_MANIFEST;
      case DOCKER_INDEX -> OCI_INDEX;
      case DOCKER_CONFIG -> OCI_CONFIG;
      case DOCKER_LAYER -> OCI_LAYER;
      case DOCKER_LAYER_GZIP -> OCI_LAYER_GZIP;
      case DOCKER_LAYER_ZSTD -> OCI_LAYER_ZSTD;
      case DOCKER_LAYER_FOREIGN -> OCI_LAYER_FOREIGN + "+gzip";
      default -> type;
    };
  }

  public static boolean isIndex(String type) {
    return type.equals(OCI_INDEX) || type.equals(DOCKER_INDEX);
  }
}
