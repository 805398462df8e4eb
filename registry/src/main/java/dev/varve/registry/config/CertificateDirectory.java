package dev.varve.registry.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What directories of containers-certs.d(5) and Docker's {@code certs.d} have for one server.
 *
 * @param authorities certificates that are trusted, from {@code *.crt}
 * @param identities from pairs of {@code NAME.cert} and {@code NAME.key}
 */
record CertificateDirectory(List<X509Certificate> authorities, List<ClientIdentity> identities) {
  private static final int MAX_FILES = 1000;

  boolean isEmpty() {
    return authorities.isEmpty() && identities.isEmpty();
  }

  /**
   * Reads the directories, of which none need exist.
   *
   * @throws dev.varve.model.VarveException if a file in them cannot be used, or half of a pair is
   *     missing
   */
  static CertificateDirectory read(List<Path> directories) {
    CertificateDirectory all = new CertificateDirectory(new ArrayList<>(), new ArrayList<>());
    for (Path directory : directories) {
      all.add(directory);
    }
    return all;
  }

  private void add(Path directory) {
    for (String name : names(directory)) {
      Path file = directory.resolve(name);
      if (name.endsWith(".crt")) {
        authorities.addAll(certificates(file));
      } else if (name.endsWith(".cert")) {
        Path key = file.resolveSibling(name.substring(0, name.length() - 5) + ".key");
        byte[] content =
            ConfigFile.read(key)
                .orElseThrow(
                    () ->
                        ConfigFile.unusable(file, "its key " + key.getFileName() + " is missing"));
        identities.add(ClientIdentity.of(certificates(file), content, key));
      } else if (name.endsWith(".key")) {
        String certificate = name.substring(0, name.length() - 4) + ".cert";
        if (!Files.exists(directory.resolve(certificate))) {
          throw ConfigFile.unusable(file, "its certificate " + certificate + " is missing");
        }
      }
    }
  }

  private static TreeSet<String> names(Path directory) {
    TreeSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
        if (names.size() > MAX_FILES) {
          throw ConfigFile.unusable(directory, "more than " + MAX_FILES + " files");
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return names;
    } catch (IOException e) {
      throw ConfigFile.unusable(directory, String.valueOf(e.getMessage()));
    }
    return names;
  }

  private static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Pem.Block block : Pem.parse(ConfigFile.read(file).orElse(new byte[0]), file)) {
        if (block.label().endsWith("CERTIFICATE")) {
          var certificate = factory.generateCertificate(new ByteArrayInputStream(block.der()));
          certificates.add((X509Certificate) certificate);
        }
      }
    } catch (CertificateException e) {
      throw ConfigFile.unusable(file, "a certificate in it is malformed");
    }
    if (certificates.isEmpty()) {
      throw ConfigFile.unusable(file, "there is no certificate in PEM form in it");
    }
    return certificates;
  }
}
