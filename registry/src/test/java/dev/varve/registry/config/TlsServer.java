package dev.varve.registry.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A server on this machine that is called {@code registry.test}, and says who it speaks with. */
final class TlsServer implements AutoCloseable {
  private final SSLServerSocket socket;
  private final Thread thread;

  private TlsServer(SSLServerSocket socket) {
    this.socket = socket;
    this.thread = Thread.ofPlatform().daemon().start(this::serve);
  }

  static TlsServer start(boolean wantsIdentity) throws Exception {
    X509Certificate certificate = certificate("server.cert");
    ClientIdentity own =
        ClientIdentity.of(List.of(certificate), resource("server.key"), Path.of("server.key"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("own", own.key(), new char[0], new X509Certificate[] {certificate});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    authorities.setCertificateEntry("ca", certificate("ca.crt"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(wantsIdentity);
    return new TlsServer(socket);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = TlsServer.class.getResourceAsStream("tls/" + name)) {
      return in.readAllBytes();
    }
  }

  private static X509Certificate certificate(String name) throws Exception {
    try (InputStream in = TlsServer.class.getResourceAsStream("tls/" + name)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (SSLSocket client = (SSLSocket) socket.accept()) {
        client.startHandshake();
        client.getOutputStream().write(peer(client).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // A client that does not trust it, or the end.
      }
    }
  }

  private static String peer(SSLSocket client) {
    try {
      X509Certificate first = (X509Certificate) client.getSession().getPeerCertificates()[0];
      return first.getSubjectX500Principal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "anonymous";
    }
  }

  /** Whom the server takes the client for that knows it under {@code name}. */
  String greet(SSLContext context, String name) throws IOException {
    try (Socket plain = new Socket(socket.getInetAddress(), socket.getLocalPort());
        SSLSocket client =
            (SSLSocket)
                context.getSocketFactory().createSocket(plain, name, socket.getLocalPort(), true)) {
      SSLParameters parameters = client.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      client.setSSLParameters(parameters);
      client.startHandshake();
      byte[] said = client.getInputStream().readAllBytes();
      return new String(said, StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    socket.close();
    thread.join();
  }
}
